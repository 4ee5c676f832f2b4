"""From an exception of the standard library to a verdict: name resolution, sockets, TLS.

The exceptions of the HTTP library are translated in ``exchange.py``; each of them has one of these as its cause.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import Final

from iea_agent.core.diagnosis import Verdict

# Codes of a failed certificate check: OpenSSL (x509_vfy.h), Windows (winerror.h), macOS (SecBase.h).
_EXPIRED: Final = frozenset({10, 0x800B0101, -67818})
_NOT_YET_VALID: Final = frozenset({9, -67819})
_WRONG_HOST: Final = frozenset({62, 64, 0x800B010F, -67602})

_NO_ROUTE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})
# The answers of a packet filter on this machine; the Windows number has no name elsewhere.
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, 10013})


class ServerFault(Exception):  # noqa: N818 (a fault found, not an error of ours)
    """An exchange results in a bad verdict; never leaves the adapter."""

    def __init__(self, verdict: Verdict, detail: str = "") -> None:
        super().__init__(verdict, detail)
        self.verdict = verdict
        self.detail = detail


def verdict_of(error: BaseException) -> Verdict | None:
    """Return the verdict of the first standard error among ``error`` and its causes; ``None`` without one."""
    return next((verdict for cause in _causes(error) if (verdict := _verdict_of_one(cause))), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__  # httpcore's pool raises "from None"


def _verdict_of_one(error: BaseException) -> Verdict | None:
    match error:
        case socket.gaierror() | UnicodeError():  # a name that DNS cannot express does not exist in it
            return Verdict.DNS
        case ssl.SSLCertVerificationError():
            return _verdict_of_certificate(error)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | ssl.SSLSyscallError():
            return Verdict.INTERRUPTED
        case ssl.SSLError():
            return Verdict.TLS_PROTOCOL
        case TimeoutError():
            return Verdict.TIMEOUT
        case ConnectionRefusedError():
            return Verdict.REFUSED_CONNECTION
        case OSError(errno=number) if number in _NO_ROUTE:
            return Verdict.NO_ROUTE
        case OSError(errno=number) if number in _FORBIDDEN:
            return Verdict.REFUSED_CONNECTION
        case OSError():
            return Verdict.INTERRUPTED
        case _:
            return None


def _verdict_of_certificate(error: ssl.SSLCertVerificationError) -> Verdict:
    code = getattr(error, "verify_code", None)  # truststore omits it when a server sends no certificate
    if code in _EXPIRED:
        return Verdict.TLS_EXPIRED
    if code in _NOT_YET_VALID:
        return Verdict.TLS_NOT_YET_VALID
    return Verdict.TLS_WRONG_HOST if code in _WRONG_HOST else Verdict.TLS_UNTRUSTED
