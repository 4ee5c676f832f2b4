"""Debian's glewlwyd with the clients of the test, in a folder of its own, behind TLS.

A program of its own: prints ``{"url": …}`` once it listens, ends when its standard input closes. Argument:
``{"folder", "pem", "licences": [{"number", "key", "refused"}]}``; configuration and database are made in the folder.
"""

import contextlib
import json
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

SCHEMA = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
MODULES = "/usr/lib/glewlwyd"
START_S = 20.0
ADMINISTRATOR = {"username": "admin", "password": "password"}
"""What the schema comes with."""


def configuration(folder: Path, port: int, pem: Path) -> str:
    """Return glewlwyd's configuration (glewlwyd.conf.sample of its documentation)."""
    values = {
        "external_url": f"https://127.0.0.1:{port}",
        "login_url": "login.html",
        "api_prefix": "api",
        "static_files_path": str(folder),
        "allow_origin": "*",
        "log_mode": "console",
        "log_level": "WARNING",
        "cookie_domain": "127.0.0.1",
        "session_key": "session",
        "admin_scope": "g_admin",
        "profile_scope": "g_profile",
        "user_module_path": f"{MODULES}/user",
        "user_middleware_module_path": f"{MODULES}/user_middleware",
        "client_module_path": f"{MODULES}/client",
        "user_auth_scheme_module_path": f"{MODULES}/scheme",
        "plugin_module_path": f"{MODULES}/plugin",
        "secure_connection_key_file": str(pem),
        "secure_connection_pem_file": str(pem),
        "hash_algorithm": "SHA512",
    }
    lines = [f"port={port}", "use_secure_connection=true", *(f'{name}="{value}"' for name, value in values.items())]
    database = f'database = {{ type = "sqlite3"; path = "{folder / "glewlwyd.db"}"; }};'
    return "\n".join([*lines, database, ""])


class Administration:
    """Glewlwyd's own administration interface (API.md of its documentation)."""

    def __init__(self, url: str, pem: Path) -> None:
        self._url = url
        self._context = ssl.create_default_context(cafile=pem)
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE  # its own certificate, on this machine
        self._cookie = ""

    def sign_in(self) -> None:
        """Begin a session, as soon as glewlwyd answers."""
        ends = time.monotonic() + START_S
        while not self._cookie:
            try:
                cookies = SimpleCookie(self.send("auth", ADMINISTRATOR))
            except URLError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.05)
            else:
                self._cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())

    def send(self, path: str, body: dict[str, Any]) -> str:
        """Post something; return the cookies that are set."""
        headers = {"Content-Type": "application/json", "Cookie": self._cookie}
        request = Request(f"{self._url}/api/{path}", json.dumps(body).encode(), headers)
        with urlopen(request, context=self._context) as answer:
            return str(answer.headers["Set-Cookie"] or "")


def set_up(administration: Administration, url: str, licences: list[dict[str, Any]]) -> None:
    """Make it an OpenID provider that knows the licences."""
    administration.send("scope/", {"name": "impact-emploi", "display_name": "Se connecter", "password_required": False})
    parameters = {
        "iss": url,
        "jwt-type": "sha",
        "jwt-key-size": "256",
        "key": "of-the-test",
        "access-token-duration": 3600,
        "refresh-token-duration": 3600,
        "code-duration": 600,
        "refresh-token-rolling": True,
        "allow-non-oidc": True,
        "auth-type-client-enabled": True,
        "auth-type-code-enabled": True,
    }
    plugin = {"module": "oidc", "name": "oidc", "display_name": "OpenID", "order_rank": 0, "parameters": parameters}
    administration.send("mod/plugin/", plugin)
    for licence in licences:
        client = {
            "client_id": licence["number"],
            "password": licence["key"],
            "client_secret": licence["key"],
            "scope": ["impact-emploi"],
            "authorization_type": ["code" if licence["refused"] else "client_credentials"],
            "redirect_uri": ["https://client.example/callback"],
            "token_endpoint_auth_method": ["client_secret_basic"],
            "confidential": True,
            "enabled": True,
        }
        administration.send("client/", client)


def main(given: dict[str, Any]) -> None:
    """Serve until standard input closes."""
    folder, pem = Path(given["folder"]), Path(given["pem"])
    folder.mkdir(exist_ok=True)
    with contextlib.closing(sqlite3.connect(folder / "glewlwyd.db")) as database:
        database.executescript(SCHEMA.read_text(encoding="utf-8"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "glewlwyd.conf").write_text(configuration(folder, port, pem), encoding="utf-8")
    with subprocess.Popen(["glewlwyd", "--config-file", folder / "glewlwyd.conf"], stdout=sys.stderr) as process:
        try:
            url = f"https://127.0.0.1:{port}"
            administration = Administration(url, pem)
            administration.sign_in()
            set_up(administration, f"{url}/api/oidc", given["licences"])
            sys.stdout.write(json.dumps({"url": f"{url}/api/oidc"}) + "\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            process.kill()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
