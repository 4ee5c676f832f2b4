"""Whether a secret shows in a stranger's text, in whatever spelling: the text is dropped as a whole then.

Not the same as ``report/known_secrets.py``, which cuts the forms that travel out of texts of our own: here a false
alarm costs nothing but a server's remark, so that every spelling is looked for that can be thought of.
"""

import codecs
import unicodedata
from base64 import a85encode, b32encode, b64encode, b85encode
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final
from urllib.parse import quote_plus

_PART: Final = 6
"""Letters of a secret in a row that are no coincidence."""
_ENCODED_PART: Final = 8
"""The same of an encoded secret: three to six letters of it."""
_STRIDES: Final = (1, 2, 3)
"""Text may stand between the letters: every second, or every third of them is read, too."""


def shows(secret: str, text: str) -> bool:
    """Tell whether a part of a secret shows in a text, ignoring case, accents and all but letters and digits.

    The time grows linearly with both.
    """
    bare = _bare(text)
    read = [bare[start::stride] for stride in _STRIDES for start in range(stride)]
    shown = {least: {part for line in read for part in _parts(line, least)} for least in (_PART, _ENCODED_PART)}
    return any(_form_shows(form, least, shown[least], read) for form, least in _forms(secret))


def _form_shows(form: str, least: int, shown: AbstractSet[str], read: Iterable[str]) -> bool:
    if len(form) >= least:
        return not shown.isdisjoint(_parts(form, least))
    # No encoding of a few letters: it is found anywhere by chance.
    return bool(form) and least == _PART and any(form in line for line in read)


def _bare(text: str) -> str:
    """Return letters and digits alone, in lower case; of a letter with accents, composed or not, the letter."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in folded if char.isalnum())


def _parts(text: str, length: int) -> Iterator[str]:
    return (text[start : start + length] for start in range(len(text) - length + 1))


def _forms(secret: str) -> Iterator[tuple[str, int]]:
    """Yield a secret and its encodings as letters and digits, each with the length of a part that tells."""
    for plain in (secret, secret[::-1], quote_plus(secret.encode("utf-8", "replace"))):  # as forms send it
        yield _bare(plain), _PART
        yield _bare(codecs.encode(plain, "rot13")), _PART
        for data in (plain.encode("utf-8", "replace"), plain.encode("utf-16-le", "surrogatepass")):
            for form in _encoded(data):
                yield _bare(form), _ENCODED_PART


def _encoded(data: bytes) -> Iterator[str]:
    yield data.hex()
    for before in ("25", "u00", "x", "0x", "00", "x00", "2525"):  # %256b, \u006b, \x6b, &#x6b;, 0x6b, UTF-16
        yield "".join(f"{before}{byte:02x}" for byte in data)
    for width in ("d", "03d", "o", "03o", "08b"):  # &#107;
        yield "".join(f"{byte:{width}}" for byte in data)
    for encode, group in ((b64encode, 3), (b32encode, 5), (b85encode, 4), (a85encode, 4)):
        for shift in range(group):  # where the secret begins in a group of bytes
            inner = data[shift:]
            form = encode(inner[: len(inner) // group * group] or inner).decode()
            yield form
            if encode is b64encode:
                for again in range(group):
                    yield b64encode(form[again:].encode()).decode()
                yield form.encode().hex()
