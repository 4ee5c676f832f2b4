"""What an access test says of the servers."""

from collections.abc import Mapping

from iea_agent.core.diagnosis import Role, ServerReport
from iea_agent.core.texts import verdicts

TEST_FAILED = "Échec de la connexion aux serveurs"
TEST_RUNNING = "Test en cours…"
TEST_CANCELLED = "Test annulé"
SERVER: Mapping[Role, str] = {
    Role.AUTHENTICATION: "Serveur d'authentification",
    Role.UPDATES: "Serveur de mise à jour",
}
UNTESTED = "pas encore testée"
STARTING = "test en cours…"
UNFINISHED = "test annulé"
BOTH_SERVERS = "Les deux serveurs"
CANCELLED_BODY = "Rien n’a été enregistré ni modifié."
TEST_SUCCEEDED_BODY = "Les deux serveurs répondent."
TEST_SUCCEEDED_SAVE = "Choisissez « Enregistrer » pour garder ces paramètres."
TEST_OF_SAVED = "Test des paramètres enregistrés sur ce poste."


def server_line(report: ServerReport) -> str:
    """Return one server's result in words."""
    return f"{SERVER[report.role]} : {verdicts.short(report.diagnosis)}"
