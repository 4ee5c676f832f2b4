"""The commands and options of the command line, with their French help."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from iea_agent import __version__

USAGE_ERROR = 2


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; ends the process, with a French sentence, when it cannot be understood."""
    return _parser().parse_args(arguments)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks French."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            USAGE_ERROR, f"{self.prog} : commande ou option incorrecte ({message})\nEssayez « {self.prog} --help ».\n"
        )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="iea-agent", description="Agent de connexion d'Impact emploi association.", add_help=False)
    _add_help(parser)
    parser.add_argument("--version", action="version", version=__version__, help="affiche la version")
    parser.add_argument("--at-login", action="store_true", help="lancé à l'ouverture de la session")
    parser.add_argument("--if-none", action="store_true", help="ne fait rien si un agent est déjà lancé")
    parser.add_argument("--no-icon", action="store_true", help="sans icône, par exemple sans écran")
    commands = parser.add_subparsers(dest="command", title="commandes", metavar="COMMANDE", parser_class=_Parser)

    def command(name: str, text: str, *, json: bool = False) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text, add_help=False)
        _add_help(sub)
        if json:
            sub.add_argument("--json", action="store_true", help="réponse en JSON, pour les programmes")
        return sub

    command("status", "dit l'état de la connexion", json=True)
    test = command("test", "teste l'accès aux serveurs", json=True)
    test.add_argument("--auth", metavar="URL", help="adresse du serveur d'authentification")
    test.add_argument("--updates", metavar="URL", help="adresse du serveur de mise à jour")
    test.add_argument("--insecure", action="store_true", help="mode non sécurisé : http est permis")
    test.add_argument("--ca-file", metavar="FICHIER", help="autorité de certification supplémentaire (PEM)")
    command("authenticate", "relance l'authentification auprès du serveur", json=True)
    command("settings", "ouvre les paramètres de connexion")
    command("launch", "lance Impact emploi, après avoir vérifié la connexion si besoin", json=True)
    shortcut = command("shortcut", "le raccourci « Impact emploi » du bureau, qui lance par l'agent")
    shortcut.add_argument("action", choices=("on", "off", "status"), metavar="on|off|status")
    autostart = command("autostart", "le lancement de l'agent à l'ouverture de session", json=True)
    autostart.add_argument("action", choices=("on", "off", "status"), metavar="on|off|status")
    command("assistance", "active ou désactive le mode assistance, dans une fenêtre")
    command("support", "prépare le message à l'assistance")
    report = command("report", "ouvre le rapport de diagnostic, ou l'écrit dans un fichier")
    report.add_argument("file", nargs="?", metavar="FICHIER", help="où l'écrire (archive zip)")
    password = command("day-password", "donne le mot de passe du jour d'une licence (pour l'assistance)")
    password.add_argument("--licence", metavar="NUMÉRO", required=True, help="numéro de la licence")
    command("quit", "arrête l'agent")
    demo = command("demo", "montre tout sur un serveur de démonstration")
    demo.add_argument("--tour", metavar="DOSSIER", help="joue la fiche d'aide et écrit une image de chaque étape")
    return parser


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="affiche cette aide")
