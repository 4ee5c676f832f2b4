"""A Django site of the test behind TLS: what the servers made with Django have in common."""

import json
import os
import ssl
import sys
import threading
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django  # type: ignore[import-untyped]
from django.conf import settings  # type: ignore[import-untyped]
from django.core.management import call_command  # type: ignore[import-untyped]
from django.core.wsgi import get_wsgi_application  # type: ignore[import-untyped]

REDIRECT = "https://client.example/callback"


class QuietHandler(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def configure(folder: str, urls: str, apps: list[str], **more: object) -> None:
    """Configure Django with a database in the folder; ``urls``: the module that has the site's ``urlpatterns``."""
    settings.configure(
        SECRET_KEY="of-the-test",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=urls,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", *apps],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/db.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        LOGGING_CONFIG=None,
        **more,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def serve(pem: str, set_up: Callable[[str], str]) -> None:
    """Serve until standard input closes; ``set_up`` gets the site's address and returns the issuer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = WSGIServer(("127.0.0.1", 0), QuietHandler)
    issuer = set_up(f"https://127.0.0.1:{server.server_port}")
    server.set_app(get_wsgi_application())
    server.base_environ["HTTPS"] = "on"  # wsgiref takes the scheme from here
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=end_with_input, daemon=True).start()
    sys.stdout.write(json.dumps({"url": issuer}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


def end_with_input() -> None:
    """End the process when it is not needed any more."""
    sys.stdin.read()
    os._exit(0)


def given() -> dict[str, Any]:
    """Return the argument of the program."""
    found: dict[str, Any] = json.loads(sys.argv[1])
    return found
