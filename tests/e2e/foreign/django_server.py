"""django-oauth-toolkit with the clients of the test, its issuer at the path ``/o``.

A program of its own: prints ``{"url": …}`` once it listens, ends when its standard input closes. Argument:
``{"folder", "pem", "licences": [{"number", "key", "refused"}]}``; the database is made in the folder.
"""

from typing import Any

from django.urls import include, path  # type: ignore[import-untyped]

from tests.e2e.foreign import django_site


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
        redirect_uris=django_site.REDIRECT if licence["refused"] else "",
    )


def main(given: dict[str, Any]) -> None:
    """Configure it as its documentation does (oauth2_server_metadata.rst), and serve."""

    def set_up(site: str) -> str:
        issuer = f"{site}/o"
        provider = {"OIDC_ISS_ENDPOINT": issuer, "SCOPES": {"impact-emploi": "Se connecter"}}
        django_site.configure(given["folder"], __name__, ["oauth2_provider"], OAUTH2_PROVIDER=provider)
        from oauth2_provider.urls import metadata_urlpatterns  # type: ignore[import-untyped]

        metadata = path("", include((metadata_urlpatterns, "root")))
        urlpatterns.extend([metadata, path("o/", include("oauth2_provider.urls"))])
        for licence in given["licences"]:
            register(licence)
        return issuer

    django_site.serve(given["pem"], set_up)


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main(django_site.given())
