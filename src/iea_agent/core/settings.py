"""Every setting: its name, type, default, limits and help; and the rules for addresses.

Secrets are not settings: the licence key lives in the key store. The file is read and written by
``adapters/files/settings.py``.
"""

import ipaddress
from enum import StrEnum
from typing import Annotated, get_args, get_type_hints
from urllib.parse import SplitResult, urlsplit, urlunsplit

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from iea_agent.core.diagnosis import Role

SCHEMA = 1
OFFICIAL_AUTHENTICATION = "https://impact-emploi.urssaf.fr"
OFFICIAL_UPDATES = "https://impact-emploi.urssaf.fr/updates"
MAX_ADDRESS = 2000


class Settings(msgspec.Struct, frozen=True):
    """What ``config.toml`` holds. Unknown names are kept in the file and ignored here."""

    schema: Annotated[int, Meta(ge=1, description="Version du format de ce fichier.")] = SCHEMA
    secure: Annotated[
        bool,
        Meta(description="Mode sécurisé : adresses https seulement, certificats vérifiés."),
    ] = True
    authentication_address: Annotated[
        str,
        Meta(max_length=MAX_ADDRESS, description="Adresse du serveur d'authentification."),
    ] = OFFICIAL_AUTHENTICATION
    update_address: Annotated[
        str,
        Meta(max_length=MAX_ADDRESS, description="Adresse du serveur de mise à jour."),
    ] = OFFICIAL_UPDATES
    official_authentication_address: Annotated[
        str,
        Meta(
            max_length=MAX_ADDRESS,
            description="Ce que « Rétablir les adresses officielles » remet ; vide : l'adresse que l'agent connaît.",
        ),
    ] = ""
    official_update_address: Annotated[
        str,
        Meta(max_length=MAX_ADDRESS, description="De même, pour le serveur de mise à jour."),
    ] = ""
    licence_number: Annotated[
        str,
        Meta(max_length=100, description="Numéro de la licence d'installation."),
    ] = ""
    key_in_file: Annotated[
        bool,
        Meta(
            description="La clé de licence est dans un fichier protégé du dossier des réglages, "
            "et non dans le coffre de mots de passe de ce poste. Seulement avec votre accord."
        ),
    ] = False
    scope: Annotated[
        str,
        Meta(max_length=200, pattern=r"^[\x21\x23-\x5b\x5d-\x7e ]*\Z", description="Portée OAuth 2.0 demandée."),
    ] = "impact-emploi"
    ca_file: Annotated[
        str,
        Meta(max_length=4096, description="Autorité de certification ajoutée à celles du système (fichier PEM)."),
    ] = ""
    software_command: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=4096)], ...],
        Meta(max_length=100, description="Commande qui lance Impact emploi : le programme, puis ses arguments."),
    ] = ()
    software_version: Annotated[
        str,
        Meta(max_length=100, description="Version d'Impact emploi installée sur ce poste ; vide : inconnue."),
    ] = ""
    software_version_file: Annotated[
        str,
        Meta(
            max_length=4096,
            description="Fichier texte, tenu à jour par Impact emploi, dont la première ligne est sa version. "
            "Il passe avant « software_version ».",
        ),
    ] = ""
    test_deadline_s: Annotated[
        float,
        Meta(ge=1, le=120, description="Durée maximale d'un test d'accès, en secondes."),
    ] = 10.0
    authenticate_deadline_s: Annotated[
        float,
        Meta(ge=1, le=120, description="Durée maximale d'une authentification, en secondes."),
    ] = 20.0
    check_every_s: Annotated[
        float,
        Meta(ge=10, le=86400, description="Intervalle maximal entre deux vérifications de la connexion, en secondes."),
    ] = 900.0

    def address_of(self, role: Role) -> str:
        """Return the configured address of one server."""
        return self.authentication_address if role is Role.AUTHENTICATION else self.update_address


def help_of(name: str) -> str:
    """Return the French help of a setting; KeyError for a name that is none."""
    hint = get_type_hints(Settings, include_extras=True)[name]
    return next((meta.description for meta in get_args(hint)[1:] if isinstance(meta, Meta) and meta.description), "")


class AddressFault(StrEnum):
    """What is wrong with an address."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    HAS_SPACE = "has_space"
    MALFORMED = "malformed"
    NOT_HTTP = "not_http"
    NOT_SECURE = "not_secure"
    HAS_CREDENTIALS = "has_credentials"
    HAS_QUERY = "has_query"


def tidy_address(typed: str, *, secure: bool) -> str:
    """Trim a pasted address and give it its usual form.

    White space around it, line breaks and invisible characters go, the scheme and host become lower case, a missing
    scheme becomes https, trailing slashes go; with ``secure``, http becomes https. What cannot be parsed comes back
    trimmed only. A plain space inside stays: without it, it would be another address.
    """
    text = "".join(char for char in typed if char.isprintable()).strip()
    if not text:
        return ""
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    if not parts.scheme or not parts.netloc:
        return text
    scheme = "https" if secure and parts.scheme == "http" else parts.scheme
    netloc = parts.netloc if "@" in parts.netloc else parts.netloc.lower()
    return urlunsplit(SplitResult(scheme, netloc, parts.path.rstrip("/ "), parts.query, parts.fragment)).rstrip()


def address_fault(address: str, *, secure: bool) -> AddressFault | None:
    """Tell what is wrong with a tidied address; ``None`` if it can be used."""
    if not address:
        return AddressFault.EMPTY
    if len(address) > MAX_ADDRESS:
        return AddressFault.TOO_LONG
    if any(char.isspace() for char in address):
        return AddressFault.HAS_SPACE
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return AddressFault.MALFORMED
    if parts.scheme not in {"http", "https"}:
        return AddressFault.NOT_HTTP
    if not host or port == 0 or not _host_is_plausible(host):
        return AddressFault.MALFORMED
    if parts.username is not None or parts.password is not None:
        return AddressFault.HAS_CREDENTIALS
    if parts.query or parts.fragment:
        return AddressFault.HAS_QUERY
    if secure and parts.scheme != "https":
        return AddressFault.NOT_SECURE
    return None


def _host_is_plausible(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        return not all(label.isdigit() for label in labels) and all(
            0 < len(label) <= 63 and all(char.isalnum() or char in "-_" for char in label)  # noqa: PLR2004 (RFC 1035 §2.3.4)
            for label in labels
        )
    return True


def is_loopback(address: str) -> bool:
    """Tell whether an address names this very machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or host.endswith(".localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def official(settings: Settings) -> Settings:
    """Return what « Rétablir les adresses officielles » makes of these settings."""
    return replace(
        settings,
        secure=True,
        authentication_address=settings.official_authentication_address or OFFICIAL_AUTHENTICATION,
        update_address=settings.official_update_address or OFFICIAL_UPDATES,
    )


def differs_from_official(settings: Settings) -> bool:
    """Tell whether « Rétablir les adresses officielles » would change something."""
    return settings != official(settings)


def addresses_look_swapped(settings: Settings) -> bool:
    """Tell whether the update address stands where the authentication address belongs."""
    return _is_for_updates(settings.authentication_address) and not _is_for_updates(settings.update_address)


def _is_for_updates(address: str) -> bool:
    return address.rstrip("/").endswith("/updates")
