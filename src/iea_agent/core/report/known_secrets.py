"""The forms in which a known secret is searched for: plain, URL-quoted, JSON-escaped, and Base64 (``id:key``).

Why these and no others is docs/decisions/0017. What looks like a secret without being known is
``core/report/redaction.py``, which loads this module only when a secret is known: the tray process never does.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus

_LEAST_BASE64: Final = 4
"""Shortest secret that is searched for in Base64, in bytes: the form of a shorter one is found anywhere by chance."""


def forms_of(secrets: Iterable[str]) -> list[str]:
    """Return every form of the secrets, longest first: a short form must not break a longer one."""
    forms = {form for secret in secrets if secret.strip() for form in _forms_of(secret)}
    return sorted(forms, key=len, reverse=True)


def _forms_of(secret: str) -> Iterator[str]:
    data = secret.encode("utf-8", "replace")
    form_encoded = quote_plus(data)
    yield from (secret, quote(data, safe=""), form_encoded)
    yield from (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    yield from _base64_of(data)
    yield from _base64_of(form_encoded.encode())  # what HTTP Basic carries (RFC 6749 §2.3.1)


def _base64_of(data: bytes) -> Iterator[str]:
    """Yield what Base64 makes of data at the end of a text, and in the middle of one.

    Three bytes make four letters, so that there are three forms, one for each place in a group of three. The letters
    that data shares with its neighbours are left out.
    """
    if len(data) < _LEAST_BASE64:
        return
    for before in range(3):
        letters = b64encode(bytes(before) + data).decode().rstrip("=")
        first = before and before + 1
        yield letters[first:]
        yield letters[first : (before + len(data)) * 4 // 3]
