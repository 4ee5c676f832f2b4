"""A real proxy that inspects what is encrypted, as those of antivirus programs and head offices do: mitmproxy."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.adapters.server.exchanges import authority, ca_file, own_address, tls
from tests.adapters.server.raw_servers import AuthenticationServer
from tests.catalogue.case import Named, Situation, Trial
from tests.catalogue.programs import free_port, wait_until_it_listens
from tests.requirements import require_program


def by_variable(_folder: Path, proxy: str) -> AbstractContextManager[Mapping[str, str]]:
    """Name a proxy in the environment."""
    return contextlib.nullcontext({"http_proxy": proxy, "https_proxy": proxy})


def by_untidy_variable(_folder: Path, proxy: str) -> AbstractContextManager[Mapping[str, str]]:
    """Name a proxy in the environment as people do."""
    return contextlib.nullcontext({"HTTPS_PROXY": f' "{proxy.replace("http", "HTTP")}/proxy.pac"\r'})


def inspected(
    *, trusted: bool, believes: bool = True, named: Named = by_variable, installed: bool = False
) -> Situation:
    """Return the situation in which mitmproxy inspects the exchange with a good server.

    Args:
        trusted: whether the client trusts the proxy's authority.
        believes: whether the proxy trusts the server's.
        named: how the system names the proxy.
        installed: whether an administrator made the system trust the proxy's authority; our own settings name no file.
    """

    @contextmanager
    def situation(folder: Path) -> Iterator[Trial]:
        require_program("mitmdump")
        host = own_address()  # this machine under the name that others know: loopback is never reached through a proxy
        certificate = tls(authority().issue_cert(host))
        with AuthenticationServer(tls=certificate, host=host) as server:
            trust = ["--set", f"ssl_verify_upstream_trusted_ca={ca_file(folder)}"] if believes else []
            with _mitmproxy(folder, trust) as proxy:
                own = str(folder / "mitmproxy-ca-cert.pem")
                known, authority_file = ("", own) if installed else (own if trusted else ca_file(folder), "")
                with named(folder, proxy) as environ:
                    yield Trial(server.url, known, environ, deadline_s=10.0, authority=authority_file)

    return situation


@contextmanager
def _mitmproxy(folder: Path, options: list[str]) -> Iterator[str]:
    port = free_port()
    command = ["mitmdump", "--quiet", "--listen-host", "127.0.0.1", "--listen-port", f"{port}"]
    command += ["--set", f"confdir={folder}", *options]
    environ = {**os.environ, "HOME": str(folder)}
    with subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_it_listens(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            process.wait(20)
