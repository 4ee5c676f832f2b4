"""Addresses that a person types or pastes: how slips are repaired, and what is wrong with one that cannot be.

Whether two addresses are the same is in ``addresses.py``; the characters are cleaned by ``cleaning.py``.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from iea_agent.core.addresses import PORTS, host_of, normal_path, parse, stray_in_host
from iea_agent.core.cleaning import Entry, clean
from iea_agent.core.settings import MAX_ADDRESS


class AddressFault(StrEnum):
    """What is wrong with an address."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    HAS_SPACE = "has_space"
    STRAY_CHARACTER = "stray_character"
    """:func:`stray_character` tells which."""
    MALFORMED = "malformed"
    NOT_HTTP = "not_http"
    NOT_SECURE = "not_secure"
    HAS_CREDENTIALS = "has_credentials"
    HAS_QUERY = "has_query"


_SCHEME: Final = re.compile(r"(https?|http\(s\))(?: ?[:;] ?/*|[.,]?//+| ?/+| )[ /]*", re.IGNORECASE)
"""http or https and what stands for « :// »: a host that begins with these letters is no scheme."""
_WORDS_BEFORE: Final = re.compile(r"[^/.@?#]*?[ :=\"'(<>](?=(?:https?|http\(s\)) ?[:;] ?/)", re.IGNORECASE)
"""« Adresse : » before an address."""
_WITHOUT_SCHEME: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/:@\[\]]+)(?::[0-9]+)?(?:/(?!/).*)?")
_SPACES: Final = re.compile(" +")
_ESCAPED_SPACES: Final = re.compile(r"(?:%20|%09|%0A|%0D|%C2%A0|%E2%80%8B)+\Z", re.IGNORECASE)
"""White space behind a link, as browsers copy it."""
_ROUNDS: Final = 5
_BEFORE: Final = "\"'`<({ "
_AFTER: Final = "\"'`.,;:!? "
_BRACKETS: Final = {")": "(", "]": "[", "}": "{", ">": "<"}


def tidy_address(typed: str, *, secure: bool) -> str:
    """Repair a pasted address and give it its usual form; with ``secure``, http becomes https.

    What surrounds an address and what nobody sees goes, slips in the scheme are repaired, scheme and host become lower
    case. What cannot be repaired without a doubt comes back for :func:`address_fault` to name: a space inside stays.
    """
    text = typed.strip()
    if len(text) > 2 * MAX_ADDRESS:
        return text
    for _ in range(_ROUNDS):  # what is repaired may uncover another slip
        before, text = text, _tidied(text, secure=secure)
        if text == before:
            return text
    return typed.strip()  # so many slips that no address is meant


def _tidied(typed: str, *, secure: bool) -> str:
    text = _bare(_SPACES.sub(" ", clean(typed, Entry.ADDRESS).text.replace("\\", "/")))
    text = re.sub(r" (?=\.[A-Za-z0-9])", "", text)
    if words := _WORDS_BEFORE.match(text):
        text = text[words.end() :]
    rest, schemes = text, list[str]()
    while found := _SCHEME.match(rest):
        schemes.append(found[1].lower())
        rest = rest[found.end() :]
    if not rest:
        return text
    if schemes:
        scheme = "http" if set(schemes) == {"http"} else "https"
    elif text.startswith(("//", "://")) or _WITHOUT_SCHEME.fullmatch(text):
        scheme, rest = "https", text.lstrip(":/")
    else:
        return text
    return _normal(scheme, rest, secure=secure)


def _bare(text: str) -> str:
    """Take off what is around an address: quotes, brackets, and the punctuation of a sentence."""
    before = None
    while text != before:
        before = text
        text = _ESCAPED_SPACES.sub("", text.lstrip(_BEFORE))
        if not text.endswith(("/.", "/..")):  # a segment of the path
            text = text.rstrip(_AFTER)
        opening = _BRACKETS.get(text[-1:])
        if opening and text.count(opening) < text.count(text[-1]):
            text = text[:-1]
        if text.startswith("[") and not re.match(r"\[[0-9A-Fa-f:.]+\]", text):
            text = text[1:]
    return text


def _normal(scheme: str, rest: str, *, secure: bool) -> str:
    """Put an address together in its usual form; as it is if it cannot be parsed."""
    text = f"{scheme}://{rest}"
    if "://" in rest:  # two addresses
        return text
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    host, path = _shown_host(parts.hostname or ""), normal_path(parts.path)
    usual = {PORTS[scheme]}
    if secure:
        scheme = "https"
    usual.add(PORTS[scheme])
    place = parts.netloc
    if "@" not in place and host is not None:
        place = host if port is None or port in usual else f"{host}:{port}"
    tail = "".join(f"{sign}{part}" for sign, part in (("?", parts.query), ("#", parts.fragment)) if part)
    return f"{scheme}://{place}{(parts.path if path is None else path).rstrip('/ ')}{tail}".rstrip()


def _shown_host(name: str) -> str | None:
    """Return a host as a person reads it; ``None`` if it is none."""
    host = host_of(name)
    if host is None:
        return None
    shown = host if name.isascii() else unicodedata.normalize("NFKC", name.removesuffix(".").lower())
    return f"[{shown}]" if ":" in shown else shown


# What is wrong.


def address_fault(address: str, *, secure: bool) -> AddressFault | None:
    """Tell what is wrong with a tidied address; ``None`` if it can be used."""
    if not address:
        return AddressFault.EMPTY
    if len(address) > MAX_ADDRESS:
        return AddressFault.TOO_LONG
    if any(char.isspace() for char in address):
        return AddressFault.HAS_SPACE
    try:
        parts = urlsplit(address)
    except ValueError:
        return AddressFault.MALFORMED
    found = parse(address.partition("#")[0])
    is_address = found is not None and "://" not in address.partition("://")[2]
    faults = {
        AddressFault.NOT_HTTP: parts.scheme not in PORTS,
        AddressFault.HAS_CREDENTIALS: "@" in parts.netloc,
        AddressFault.STRAY_CHARACTER: stray_character(address) is not None,
        AddressFault.MALFORMED: not is_address,
        AddressFault.HAS_QUERY: bool(parts.query or parts.fragment),
        AddressFault.NOT_SECURE: secure and parts.scheme != "https",
    }
    return next((fault for fault, is_found in faults.items() if is_found), None)


def stray_character(address: str) -> str | None:
    """Return the first character that an address cannot have; ``None`` if its characters are those of an address."""
    if refused := clean(address, Entry.ADDRESS).refused:
        return refused.char
    host = re.split(r"[/?#]", address.rpartition("://")[2], maxsplit=1)[0]
    if invisible := next((char for char in address if not char.isprintable()), None):
        return invisible
    return None if host.isascii() else stray_in_host(host.rpartition(":")[0] or host)
