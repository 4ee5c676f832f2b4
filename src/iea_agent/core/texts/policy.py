"""What is said of the administrator's policy: by ``iea-agent policy``, in notices and beside a locked field."""

from collections.abc import Mapping
from typing import Final

from iea_agent.core.policy.precedence import LayerFlaw, Source

LOCKED: Final = "Imposé par l’administrateur de ce poste"
SOURCE: Final[Mapping[Source, str]] = {
    Source.POLICY: "imposé par l’administrateur",
    Source.USER: "choisi par l’utilisateur",
    Source.DEFAULTS: "proposé par l’administrateur",
    Source.BUILT_IN: "valeur du programme",
}
FLAW: Final[Mapping[LayerFlaw, str]] = {
    LayerFlaw.UNTRUSTED: (
        "Le fichier de l’administrateur n’est pas suivi : d’autres que l’administrateur peuvent le modifier."
    ),
    LayerFlaw.UNREADABLE: "Le fichier de l’administrateur n’est pas suivi : ce fichier ne peut pas être lu.",
    LayerFlaw.INVALID: "Le fichier de l’administrateur n’est pas suivi : son contenu ne peut pas être compris.",
}
NAME: Final[Mapping[str, str]] = {
    "secure": "Mode sécurisé",
    "authentication_address": "Adresse du serveur d’authentification",
    "update_address": "Adresse du serveur de mise à jour",
    "official_authentication_address": "Adresse officielle du serveur d’authentification",
    "official_update_address": "Adresse officielle du serveur de mise à jour",
    "repair": "Correction des adresses",
    "licence_number": "Numéro de licence",
    "key_in_file": "Clé de licence dans un fichier",
    "scope": "Portée OAuth 2.0",
    "endpoint_hosts": "Autres noms du serveur d’authentification",
    "ca_file": "Autorité de certification",
    "software_command": "Commande d’Impact emploi",
    "software_version": "Version d’Impact emploi",
    "software_version_file": "Fichier de la version d’Impact emploi",
    "test_deadline_s": "Durée maximale d’un test",
    "authenticate_deadline_s": "Durée maximale d’une authentification",
    "check_every_s": "Intervalle des vérifications",
    "autostart": "Lancement à l’ouverture de session",
    "assistance_mode_allowed": "Mode assistance permis",
    "show_settings": "Paramètres de connexion proposés",
    "support_address": "Adresse de l’assistance",
    "managed_by": "Qui gère ce poste",
}
"""What each rule is called for people; a test holds the list to the rules."""


def not_usable(name: str) -> str:
    """Return that a value of the administrator cannot be used; ``name`` is the setting's."""
    return f"La valeur donnée par l’administrateur pour « {name} » ne convient pas : celle du programme vaut."


def unknown(name: str) -> str:
    """Return that an administrator names what does not exist."""
    return f"L’administrateur nomme « {name} », qui n’existe pas."
