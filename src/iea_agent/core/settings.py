"""Every setting: its name, type, default, limits and help; and the official addresses.

Secrets are not settings: the licence key lives in the key store. The file is read and written by
``adapters/files/settings.py``.
"""

from typing import Annotated, Final, get_args, get_type_hints

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from iea_agent.core.diagnosis import Role
from iea_agent.core.repair import AddressPair, RepairMode

SCHEMA = 1
OFFICIAL_AUTHENTICATION = "https://impact-emploi.urssaf.fr"
OFFICIAL_UPDATES = "https://impact-emploi.urssaf.fr/updates"
MAX_ADDRESS: Final = 2000
"""Longest address, in characters."""


class Settings(msgspec.Struct, frozen=True):
    """What ``config.toml`` holds. Unknown names are kept in the file and ignored here."""

    schema: Annotated[int, Meta(ge=1, description="Version du format de ce fichier.")] = SCHEMA
    secure: Annotated[
        bool,
        Meta(description="Mode sécurisé : adresses https seulement, certificats vérifiés."),
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
            description="Ce que « Rétablir les adresses officielles » remet ; vide : l’adresse intégrée au programme.",
        ),
    ] = ""
    official_update_address: Annotated[
        str,
        Meta(max_length=MAX_ADDRESS, description="De même, pour le serveur de mise à jour."),
    ] = ""
    repair: Annotated[
        RepairMode,
        Meta(
            description="Correction des adresses qui ne sont plus les bonnes : « ask », proposée quand les bonnes "
            "adresses répondent ; « off », jamais. « automatic » vaut ici « ask »."
        ),
    ] = RepairMode.ASK
    licence_number: Annotated[
        str,
        Meta(max_length=100, description="Numéro de la licence d’installation."),
    ] = ""
    key_in_file: Annotated[
        bool,
        Meta(
            description="La clé de licence est dans un fichier protégé du dossier des paramètres, "
            "et non dans le coffre de mots de passe de ce poste. Seulement avec votre accord."
        ),
    ] = False
    scope: Annotated[
        str,
        Meta(max_length=200, pattern=r"^[\x21\x23-\x5b\x5d-\x7e ]*\Z", description="Portée OAuth 2.0 demandée."),
    ] = "impact-emploi"
    endpoint_hosts: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=253)], ...],
        Meta(
            max_length=20,
            description="Autres noms de serveur, en plus de celui de l’adresse, où le serveur d’authentification peut "
            "faire envoyer la licence.",
        ),
    ] = ()
    ca_file: Annotated[
        str,
        Meta(max_length=4096, description="Autorité de certification ajoutée à celles du système (fichier PEM)."),
    ] = ""
    software_command: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=4096)], ...],
        Meta(max_length=100, description="Commande qui lance Impact emploi : le programme, puis ses arguments."),
    ] = ()
    software_version: Annotated[
        str,
        Meta(max_length=100, description="Version d’Impact emploi installée sur ce poste ; vide : inconnue."),
    ] = ""
    software_version_file: Annotated[
        str,
        Meta(
            max_length=4096,
            description="Fichier texte, tenu à jour par Impact emploi, dont la première ligne est sa version. "
            "Il passe avant « software_version ».",
        ),
    ] = ""
    test_deadline_s: Annotated[
        float,
        Meta(ge=1, le=120, description="Durée maximale d’un test d’accès, en secondes."),
    ] = 10.0
    authenticate_deadline_s: Annotated[
        float,
        Meta(ge=1, le=120, description="Durée maximale d’une authentification, en secondes."),
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
    return help_in(get_type_hints(Settings, include_extras=True)[name])


def help_in(hint: object) -> str:
    """Return the help in the type of a field; empty if there is none."""
    return next((meta.description for meta in get_args(hint)[1:] if isinstance(meta, Meta) and meta.description), "")


PATHS = ("ca_file", "software_command", "software_version_file")
"""The settings that hold paths of files."""

NOT_FROM_OTHERS: Final = (
    "software_command",
    "ca_file",
    "official_authentication_address",
    "official_update_address",
)
"""Settings that are executed or trusted: not taken from a file that other users may write."""


def without_trust(settings: Settings, base: Settings) -> Settings:
    """Return what is used of settings that other users may have written, on top of those that they cannot write."""
    return replace(settings, **{name: getattr(base, name) for name in NOT_FROM_OTHERS})


def rebased(mine: Settings, *, base: Settings, theirs: Settings) -> Settings:
    """Return ``theirs`` with what ``mine`` changes in ``base``: a form has no say in what it does not show."""
    fields = Settings.__struct_fields__
    return replace(
        theirs, **{name: getattr(mine, name) for name in fields if getattr(mine, name) != getattr(base, name)}
    )


def official(settings: Settings) -> Settings:
    """Return what « Rétablir les adresses officielles » makes of these settings."""
    return replace(
        settings,
        secure=True,
        authentication_address=settings.official_authentication_address or OFFICIAL_AUTHENTICATION,
        update_address=settings.official_update_address or OFFICIAL_UPDATES,
    )


def addresses_of(settings: Settings) -> AddressPair:
    """Return the addresses of both servers."""
    return AddressPair(settings.authentication_address, settings.update_address, settings.secure)


def with_addresses(settings: Settings, pair: AddressPair) -> Settings:
    """Return settings with these addresses."""
    return replace(
        settings, secure=pair.secure, authentication_address=pair.authentication, update_address=pair.updates
    )
