"""Where a known secret stands in a text, whatever form it was given on the way there.

Found are: the secret itself in any case, with anything but letters and digits put between or left out (quotes, dashes,
spaces, line breaks), its digits of full width too; escaped for URLs, forms, JSON, Python or HTML, also several times
over; its bytes in hexadecimal, in decimal, in Base32, and in Base64 at any place of whatever was encoded, as in
``Authorization: Basic``. A part longer than half the secret counts: texts of servers are cut. Not found is what cannot
be undone, such as a hash.

How: the text is unescaped step by step, each step is laid bare of all but letters and digits, and that is searched;
what is found is traced back to the text. The time grows with the length of the text only. What looks like a secret
without being known is ``core/report/redaction.py``.
"""

import contextlib
import re
from base64 import b32encode, b64encode
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import quote, quote_plus

Span = tuple[int, int]

_STEPS: Final = 3
"""So many times over may a secret be escaped."""
_LEAST: Final = 8
"""A form with fewer letters and digits could be found anywhere by chance: it is looked for as it is."""
_LEAST_DIGITS: Final = 12
"""The same, for a form of digits only."""
_WORD: Final = 4
"""A secret shorter than this is one only where it stands alone, or else hardly a text would be left."""

_GAP: Final = re.compile(
    rb"(?:[^0-9A-Za-z\x80-\xff]|\xc2[\xa0\xad]|\xe2\x80[\x80-\xa5\xa7-\xbf]|\xe2\x88\x92|\xe3\x80\x80)+"
)
"""All but letters, digits and « … », which stands for what was taken out: ASCII, spaces and dashes of Unicode."""
_ESCAPE: Final = re.compile(
    rb"""
      (?P<bytes> (?:%[0-9A-Fa-f]{2})+ | (?:\\x[0-9A-Fa-f]{2})+ )
    | \\u (?P<high>[Dd][89ABab][0-9A-Fa-f]{2}) \\u (?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})
    | \\u (?P<json>[0-9A-Fa-f]{4})
    | \\U (?P<long>000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})
    | \\ (?P<space>[abfnrtv0])
    | \\ (?P<sign>["'/\\])
    | &\# (?P<decimal>[0-9]{1,6}) ;
    | &\#[xX] (?P<hex>0{0,4}[0-9A-Fa-f]{1,5}) ;
    | (?P<joint>["'][\s\\+,]{0,80}[bBuUrR]{1,2}["'])
    | & (?P<named>amp|lt|gt|quot|apos|nbsp) ;
    | \xef\xbc(?P<wide>[\x90-\x99])
    """,
    re.VERBOSE,
)
_NAMED: Final = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'", b"nbsp": b" "}
_ENCODED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-")
"""What Base64 is made of: around a secret, all of it goes."""


class _Needles(NamedTuple):
    """What is looked for; all in lower case."""

    bare: frozenset[bytes]
    """Parts of forms, letters and digits only."""
    encoded: frozenset[bytes]
    """The same, of Base64 and Base32."""
    words: frozenset[bytes]
    """Secrets too short to be laid bare."""


def find(data: bytes, secrets: Iterable[str]) -> Iterator[Span]:
    """Return where secrets stand in a text (UTF-8): spans in bytes, in no order; they may overlap."""
    needles = _needles([secret for secret in secrets if secret.strip()])
    if not any(needles):
        return
    steps: list[_Rewriting] = []
    view = data
    for _ in range(_STEPS + 1):
        for span in _found_in(view, needles):
            for step in reversed(steps):
                span = step.source_of(span)  # noqa: PLW2901 (traced back)
            yield span
        step = _Rewriting(view, _ESCAPE, _meaning)
        if step.data == view:
            return
        steps.append(step)
        view = step.data


def _found_in(view: bytes, needles: _Needles) -> Iterator[Span]:
    lower = view.lower()
    for word in needles.words:
        for start, end in _occurrences(lower, word):
            if len(word) >= _WORD or not (_is_in_word(lower, start - 1) or _is_in_word(lower, end)):
                yield start, end
    bare = _GAP.sub(b"", lower)
    whole = [span for needle in needles.bare for span in _occurrences(bare, needle)]
    parts = [span for needle in needles.encoded for span in _occurrences(bare, needle)]
    if whole or parts:
        gaps = _Rewriting(view, _GAP, lambda _: b"")
        yield from (gaps.source_of(span) for span in merged(whole))
        yield from _grown(view, [gaps.source_of(span) for span in merged(parts)])


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


class _Rewriting:
    """A text with all matches replaced, which remembers where everything came from."""

    def __init__(self, data: bytes, pattern: re.Pattern[bytes], meaning: Callable[[re.Match[bytes]], bytes]) -> None:
        pieces: list[bytes] = []
        self._starts: list[int] = []
        """Where the replacements begin in the new text."""
        self._replaced: list[tuple[int, int, int]] = []
        """Where they end there, and where what they replace begins and ends in the old text."""
        last = length = 0
        for match in pattern.finditer(data):
            new = meaning(match)
            start = length + match.start() - last
            length = start + len(new)
            pieces += (data[last : match.start()], new)
            self._starts.append(start)
            self._replaced.append((length, match.start(), match.end()))
            last = match.end()
        self.data = b"".join((*pieces, data[last:]))

    def source_of(self, span: Span) -> Span:
        """Return what a part of the new text, not an empty one, was in the old."""
        start, end = span
        return self._source(start)[0], self._source(end - 1)[1]

    def _source(self, place: int) -> Span:
        """Return what one byte was made of."""
        number = bisect_right(self._starts, place) - 1
        if number < 0:
            return place, place + 1
        end, old_start, old_end = self._replaced[number]
        if place < end:
            return old_start, old_end
        return old_end + place - end, old_end + place - end + 1


def _occurrences(text: bytes, needle: bytes) -> Iterator[Span]:
    place = text.find(needle)
    while place >= 0:
        yield place, place + len(needle)
        place = text.find(needle, place + 1)


def _is_in_word(text: bytes, place: int) -> bool:
    return 0 <= place < len(text) and (text[place : place + 1].isalnum() or text[place] >= 0x80)  # noqa: PLR2004 (ASCII)


def _grown(view: bytes, spans: list[Span]) -> Iterator[Span]:
    """Widen spans, in order, to all of what was encoded."""
    done = 0
    for span in spans:
        start, end = span
        while start > done and view[start - 1] in _ENCODED:
            start -= 1
        end = max(end, done)
        while end < len(view) and view[end] in _ENCODED:
            end += 1
        done = end
        yield start, end


def _meaning(escape: re.Match[bytes]) -> bytes:
    """Return what an escape stands for."""
    kind, text = next((kind, text) for kind, text in escape.groupdict().items() if text is not None)
    match kind:
        case "bytes":
            return _unicode(bytes.fromhex(text.decode().replace("%", "").replace("\\x", "")))
        case "high":
            low = int(escape["low"], 16)
            return chr(0x10000 + ((int(text, 16) & 0x3FF) << 10) + (low & 0x3FF)).encode()
        case "space" | "joint":
            return b" "
        case "sign":
            return text
        case "named":
            return _NAMED[text]
        case "wide":
            return bytes([text[0] - 0x60])
        case "decimal":
            return chr(int(text)).encode("utf-8", "surrogatepass")
        case _:
            return chr(int(text, 16)).encode("utf-8", "surrogatepass")


def _unicode(data: bytes) -> bytes:
    """Return bytes as UTF-8; what is none comes from an old form, or from the ``ascii()`` of Python."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1").encode()
    return data


def _needles(secrets: Iterable[str]) -> _Needles:
    bare: set[bytes] = set()
    encoded: set[bytes] = set()
    words: set[bytes] = set()
    for secret in secrets:
        cases = {secret} if secret.isascii() else {secret, secret.upper(), secret.lower()}
        texts = {form for case in cases for form in _bytes_of(case)}
        for text in texts:
            if len(_bare(text)) >= _LEAST:
                bare.update(_parts(_bare(text), _LEAST))
            else:
                words.update((text.lower(), text.lower().replace(b" ", b"+")))
        for value in {*texts, *_other_bytes(secret)}:
            bare.update(_parts(value.hex().encode(), _LEAST_DIGITS))
            bare.update(_parts("".join(map(str, value)).encode(), _LEAST_DIGITS))
            for form in _inside(value, b64encode, 3, 4):
                encoded.update(_parts(_bare(form), _LEAST))
            for form in _inside(value, b32encode, 5, 8):
                encoded.update(_parts(_bare(form), _LEAST))
    return _Needles(frozenset(bare), frozenset(encoded), frozenset(words))


def _bytes_of(secret: str) -> Iterator[bytes]:
    """Return the bytes of a secret, and those that a program without Unicode makes of it."""
    yield secret.encode("utf-8", "surrogatepass")
    with contextlib.suppress(UnicodeEncodeError):
        yield secret.encode("latin-1")


def _other_bytes(secret: str) -> Iterator[bytes]:
    """Return the bytes of a secret as they are sent, and those that it spells in hexadecimal."""
    safe = secret.encode("utf-8", "replace")
    yield quote_plus(safe).encode()
    yield quote(safe, safe="").encode()
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2}){16,}", secret):
        yield bytes.fromhex(secret)


def _inside(value: bytes, encode: Callable[[bytes], bytes], group: int, letters: int) -> Iterator[bytes]:
    """Return what of an encoded text is the same whatever stands before and after ``value`` in it.

    ``group`` bytes make ``letters`` letters: the first and the last of ``value`` share theirs with the neighbours.
    """
    for before in range(group):
        whole = encode(bytes(before) + value).rstrip(b"=")
        first = -(-before * letters // group)
        yield whole[first : (before + len(value)) * 8 // (8 * group // letters)]


def _bare(text: bytes) -> bytes:
    return _GAP.sub(b"", text).lower()


def _parts(form: bytes, least: int) -> Iterator[bytes]:
    """Return every part of a form that is longer than half of it; nothing if it is too short to be told from chance."""
    length = max(least, len(form) // 2 + 1)
    return (form[start : start + length] for start in range(len(form) - length + 1))
