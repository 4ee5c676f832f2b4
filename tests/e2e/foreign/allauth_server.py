"""django-allauth as an OpenID provider, with the clients of the test.

A program of its own: prints ``{"url": …}`` once it listens, ends when its standard input closes. Argument:
``{"folder", "pem", "licences": [{"number", "key", "refused"}]}``; the database is made in the folder.
"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.urls import include, path  # type: ignore[import-untyped]

from tests.e2e.foreign import django_site


def signing_key() -> str:
    """Return a new private key in PEM."""
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def register(licence: dict[str, Any]) -> None:
    """Register a licence as a client."""
    from allauth.idp.oidc.models import Client  # type: ignore[import-untyped]

    client = Client(
        id=licence["number"],
        name=licence["number"],
        scopes="impact-emploi",
        grant_types="authorization_code" if licence["refused"] else "client_credentials",
        redirect_uris=django_site.REDIRECT if licence["refused"] else "",
    )
    client.set_secret(licence["key"])
    client.save()


def main(given: dict[str, Any]) -> None:
    """Configure it as its documentation does (idp/openid-connect), and serve."""

    def set_up(site: str) -> str:
        django_site.configure(
            given["folder"],
            __name__,
            ["django.contrib.sessions", "allauth", "allauth.account", "allauth.idp.oidc"],
            AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
            IDP_OIDC_PRIVATE_KEY=signing_key(),
            MIDDLEWARE=[
                "django.contrib.sessions.middleware.SessionMiddleware",
                "allauth.account.middleware.AccountMiddleware",
            ],
        )
        urlpatterns.append(path("", include("allauth.idp.urls")))
        for licence in given["licences"]:
            register(licence)
        return site

    django_site.serve(given["pem"], set_up)


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main(django_site.given())
