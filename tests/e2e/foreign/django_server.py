"""django-oauth-toolkit with the clients of the test, its issuer at the path ``/o``, behind TLS.

A program of its own: prints ``{"url": …}`` once it listens, ends when its standard input closes. Argument:
``{"folder", "pem", "licences": [{"number", "key", "refused"}]}``; the database is made in the folder.
"""

import json
import os
import ssl
import sys
import threading
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django  # type: ignore[import-untyped]
from django.conf import settings  # type: ignore[import-untyped]
from django.core.management import call_command  # type: ignore[import-untyped]
from django.core.wsgi import get_wsgi_application  # type: ignore[import-untyped]
from django.urls import include, path  # type: ignore[import-untyped]


class QuietHandler(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def configure(folder: str, issuer: str) -> None:
    """Configure Django as the toolkit's documentation does (oauth2_server_metadata.rst)."""
    settings.configure(
        SECRET_KEY="of-the-test",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/db.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        LOGGING_CONFIG=None,
        OAUTH2_PROVIDER={"OIDC_ISS_ENDPOINT": issuer, "SCOPES": {"impact-emploi": "Se connecter"}},
    )
    django.setup()
    call_command("migrate", verbosity=0)


def register(licence: dict[str, Any]) -> None:
    """Register a licence as a client."""
    from oauth2_provider.models import Application  # type: ignore[import-untyped]

    Application.objects.create(
        name=licence["number"],
        client_id=licence["number"],
        client_secret=licence["key"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=(
            Application.GRANT_AUTHORIZATION_CODE if licence["refused"] else Application.GRANT_CLIENT_CREDENTIALS
        ),
        redirect_uris="https://client.example/callback" if licence["refused"] else "",
    )


def main(given: dict[str, Any]) -> None:
    """Serve until standard input closes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given["pem"])
    server = WSGIServer(("127.0.0.1", 0), QuietHandler)
    issuer = f"https://127.0.0.1:{server.server_port}/o"
    configure(given["folder"], issuer)
    from oauth2_provider.urls import metadata_urlpatterns  # type: ignore[import-untyped]

    urlpatterns.extend([path("", include((metadata_urlpatterns, "root"))), path("o/", include("oauth2_provider.urls"))])
    server.set_app(get_wsgi_application())
    for licence in given["licences"]:
        register(licence)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=end_with_input, daemon=True).start()
    sys.stdout.write(json.dumps({"url": issuer}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


def end_with_input() -> None:
    """End the process when it is not needed any more."""
    sys.stdin.read()
    os._exit(0)


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
