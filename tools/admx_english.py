"""The English words of the templates of group policy: each rule's name and what it does."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, tuple[str, str]]] = {
    "secure": ("Secure mode", "Https addresses only; the certificates of the servers are verified."),
    "authentication_address": ("Authentication server", "Address of the authentication server."),
    "update_address": ("Update server", "Address of the update server."),
    "official_authentication_address": (
        "Official address of the authentication server",
        "What a repair, and « Rétablir les adresses officielles », set. Empty: the built-in address.",
    ),
    "official_update_address": ("Official address of the update server", "The same, for the update server."),
    "repair": (
        "Repair of the addresses",
        "ask: better addresses are proposed once they answer; automatic: repaired without a question; off: never.",
    ),
    "licence_number": ("Licence number", "Number of the installation licence. The licence key is never a policy."),
    "key_in_file": ("Licence key in a file", "The key is in a protected file instead of the key store of the user."),
    "scope": ("OAuth 2.0 scope", "The scope that is requested."),
    "endpoint_hosts": (
        "Other names of the authentication server",
        "Server names, besides that of the address, to which the authentication server may have the licence sent.",
    ),
    "ca_file": ("Certificate authority", "File (PEM) of an authority that is added to those of the system."),
    "software_command": (
        "Command of Impact emploi",
        "What starts the payroll software: the program, then its arguments, one per line.",
    ),
    "software_version": ("Version of Impact emploi", "Version that is installed. Empty: unknown."),
    "software_version_file": (
        "File with the version of Impact emploi",
        "Text file whose first line is the version. It takes precedence over the version given above.",
    ),
    "test_deadline_s": ("Deadline of an access test", "In seconds."),
    "authenticate_deadline_s": ("Deadline of an authentication", "In seconds."),
    "check_every_s": ("Interval of the checks", "Longest time between two checks of the connection, in seconds."),
    "autostart": ("Start at login", "on: always; off: never; user: everyone decides."),
    "assistance_mode_allowed": (
        "Assistance mode allowed",
        "Whether assistance mode can be enabled. Where it is enabled already, it stays until it is disabled.",
    ),
    "show_settings": ("Connection settings offered", "Whether the menu and the windows offer the connection settings."),
    "support_address": ("Address of the support desk", "Mail address. Empty: that of Impact emploi association."),
    "managed_by": ("Managed by", "Who manages this workstation: shown in the window about the program."),
}
