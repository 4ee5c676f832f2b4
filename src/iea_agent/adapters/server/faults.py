"""From an exception of the standard library to a verdict: name resolution, sockets, TLS.

The exceptions of the HTTP library are translated in ``exchange.py``; each of them has one of these as its cause.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import Final

from iea_agent.core.diagnosis import Verdict

_BY_CODE: Final[dict[int | None, Verdict]] = {
    # Codes of a failed certificate check: OpenSSL (x509_vfy.h), Windows (winerror.h), macOS (SecBase.h).
    **dict.fromkeys((10, 0x800B0101, -67818), Verdict.TLS_EXPIRED),
    **dict.fromkeys((9, -67819), Verdict.TLS_NOT_YET_VALID),
    **dict.fromkeys((62, 64, 0x800B010F, -67602), Verdict.TLS_WRONG_HOST),
}
_BY_TYPE: Final = (
    ((socket.gaierror, UnicodeError), Verdict.DNS),  # a name that DNS cannot express does not exist in it
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError), Verdict.INTERRUPTED),
    (ssl.SSLError, Verdict.TLS_PROTOCOL),
    (TimeoutError, Verdict.TIMEOUT),
    (ConnectionRefusedError, Verdict.REFUSED_CONNECTION),
)
"""The first that fits counts."""
_BY_NUMBER: Final[dict[int | None, Verdict]] = {
    **dict.fromkeys((errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL), Verdict.NO_ROUTE),
    errno.EAFNOSUPPORT: Verdict.NO_ROUTE,  # IPv6 is switched off
    **dict.fromkeys((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM), Verdict.AGENT_FAULT),
    # The answers of a packet filter on this machine; the Windows number has no name elsewhere.
    **dict.fromkeys((errno.EACCES, errno.EPERM, 10013), Verdict.REFUSED_CONNECTION),
}


class ServerFault(Exception):  # noqa: N818 (a fault found, not an error of ours)
    """An exchange results in a bad verdict; never leaves the adapter."""

    def __init__(self, verdict: Verdict, detail: str = "", words: str = "", moved_to: str = "") -> None:
        super().__init__(verdict, detail)
        self.verdict = verdict
        self.detail = detail
        self.moved_to = moved_to
        self.words = words
        """What the other side said, as it said it."""


def verdict_of(error: BaseException) -> Verdict | None:
    """Return the verdict of the first standard error among ``error`` and its causes; ``None`` without one."""
    return next((verdict for cause in _causes(error) if (verdict := _verdict_of_one(cause))), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__  # httpcore's pool raises "from None"


def _verdict_of_one(error: BaseException) -> Verdict | None:
    if isinstance(error, ssl.SSLCertVerificationError):
        code = getattr(error, "verify_code", None)  # truststore omits it when a server sends no certificate
        return _BY_CODE.get(code, Verdict.TLS_UNTRUSTED)
    if verdict := next((verdict for kind, verdict in _BY_TYPE if isinstance(error, kind)), None):
        return verdict
    return _BY_NUMBER.get(error.errno, Verdict.INTERRUPTED) if isinstance(error, OSError) else None
