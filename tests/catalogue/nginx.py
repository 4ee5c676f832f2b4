"""A real web server, nginx, with common mistakes in its configuration."""

import functools
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.exchanges import authority, ca_file
from tests.catalogue.case import Case, Group, Question, Situation, Trial
from tests.catalogue.programs import free_port, wait_until_it_listens
from tests.requirements import require_program

CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/temp; proxy_temp_path {folder}/temp; fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp; scgi_temp_path {folder}/temp;
    limit_req_zone $binary_remote_addr zone=one:1m rate=1r/m;
    server {{
        listen 127.0.0.1:{port}{ssl};
        {certificate}
        {inside}
    }}
}}
"""
CERTIFICATE = "ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.pem;"


def configured(inside: str, *, ssl: bool = True, address: str = "{scheme}://127.0.0.1:{port}") -> Situation:
    """Return the situation in which nginx runs with some directives; ``{folder}`` and ``{port}`` may stand in them."""

    @contextmanager
    def situation(folder: Path) -> Iterator[Trial]:
        require_program("nginx")
        port, scheme = free_port(), "https" if ssl else "http"
        authority().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
        known = ca_file(folder)
        (folder / "nginx.conf").write_text(
            CONFIGURATION.format(
                folder=folder,
                port=port,
                ssl=" ssl" if ssl else "",
                certificate=CERTIFICATE.format(folder=folder) if ssl else "",
                inside=inside.format(folder=folder, port=port, ca=known),
            ),
            encoding="utf-8",
        )
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                wait_until_it_listens(port, process)
                yield Trial(address.format(scheme=scheme, port=port), known)
            finally:
                process.terminate()
                process.wait(20)

    return situation


def _case(title: str, situation: Situation, verdict: Verdict, stage: Stage = Stage.ANSWER) -> Case:
    return Case(Group.WEB_SERVER, title, situation, verdict, stage)


_stranger = functools.partial(_case, verdict=Verdict.NOT_OUR_SERVER, stage=Stage.IDENTITY)
CASES = (
    _stranger("rien n'y est installé", configured("root {folder}/nothing;")),
    _case(
        "la page d'accueil répond à toute adresse",
        configured("return 200 '<html>Welcome to nginx!</html>';"),
        Verdict.PORTAL,
    )._replace(verified=True),
    _case(
        "tout est renvoyé à une page d'entretien", configured("return 302 /entretien.html;"), Verdict.PORTAL
    )._replace(verified=True),
    _case(
        "tout est renvoyé durablement ailleurs",
        configured("return 301 https://autre.example$request_uri;"),
        Verdict.MOVED,
    ),
    _case("le serveur est en entretien (503)", configured("return 503;"), Verdict.BUSY),
    _case(
        "l'application derrière nginx est arrêtée (502)",
        configured("location / {{ proxy_pass http://127.0.0.1:1; }}"),
        Verdict.SERVER_FAULT,
    ),
    _case(
        "les demandes sont limitées (503)",
        configured("location / {{ limit_req zone=one; }} root {folder};"),
        Verdict.BUSY,
    ),
    _stranger("l'accès est interdit (403)", configured("deny all; root {folder};")),
    _stranger(
        "nginx veut un certificat du client (400)",
        configured("ssl_client_certificate {ca}; ssl_verify_client on; root {folder};"),
    ),
    _case("nginx raccroche sans répondre (444)", configured("return 444;"), Verdict.INTERRUPTED),
    _case(
        "adresse en http au port https",
        configured("root {folder};", address="http://127.0.0.1:{port}"),
        Verdict.INSECURE,
    ),
    _case(
        "adresse en http, renvoyée en https",
        configured("return 301 https://127.0.0.1$request_uri;", ssl=False),
        Verdict.INSECURE,
    ),
    _case(
        "mise à jour : adresse en http, renvoyée en https",
        configured("return 308 https://127.0.0.1$request_uri;", ssl=False),
        Verdict.INSECURE,
    )._replace(question=Question.UPDATES),
    _case(
        "nginx n'est pas réglé pour le chiffrement",
        configured("root {folder};", ssl=False, address="https://127.0.0.1:{port}"),
        Verdict.TLS_PROTOCOL,
        Stage.ENCRYPTION,
    ),
)
