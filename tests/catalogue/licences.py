"""Authentications that do not end with a token: what the authentication server says to a licence."""

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.raw_servers import TOKEN, RawServer, Reply, http
from tests.catalogue.case import SHORT_S, Case, Group, Question, encrypted, good_server, then_floods, then_waits

PAGE = b"<!doctype html><title>Connexion</title>"


def _says(title: str, reply: Reply, verdict: Verdict, stage: Stage = Stage.ANSWER, deadline_s: float = 20.0) -> Case:
    def make() -> RawServer:
        server = good_server()
        server.replies["/token"] = reply
        return server

    situation = encrypted(make, deadline_s=deadline_s)
    return Case(Group.LICENCE, title, situation, verdict, stage, question=Question.LICENCE)


def _error(title: str, error: object, verdict: Verdict, status: int = 400) -> Case:
    judged = verdict in {Verdict.LICENCE_UNKNOWN, Verdict.REFUSED}
    return _says(title, http(status, {"error": error}), verdict, Stage.IDENTITY if judged else Stage.ANSWER)


def _issued(title: str, **changes: object) -> Case:
    return _says(title, http(200, {**TOKEN, **changes}), Verdict.NOT_OUR_SERVER)


def _lasts(title: str, expires_in: object) -> Case:
    """Return a case of a token that is good but for its lifetime."""
    return _says(title, http(200, {**TOKEN, "expires_in": expires_in}), Verdict.SERVER_FAULT)


def _grants(title: str, scope: object) -> Case:
    return _says(title, http(200, {**TOKEN, "scope": scope}), Verdict.REFUSED, Stage.IDENTITY)


def _signs_only() -> RawServer:
    return good_server(token_endpoint_auth_methods_supported=["client_secret_jwt", "private_key_jwt"])


CASES = (
    Case(
        Group.LICENCE,
        "le serveur ne veut que des signatures (client_secret_jwt)",
        encrypted(_signs_only),
        Verdict.NOT_OUR_SERVER,
        Stage.IDENTITY,
        question=Question.LICENCE,
    ),
    _error("licence ou clé inconnue (invalid_client)", "invalid_client", Verdict.LICENCE_UNKNOWN, 401),
    _says("licence ou clé inconnue (401 sans explication)", http(401), Verdict.LICENCE_UNKNOWN, Stage.IDENTITY),
    _error("licence sans autorisation (unauthorized_client)", "unauthorized_client", Verdict.REFUSED),
    _error("portée refusée (invalid_scope)", "invalid_scope", Verdict.REFUSED),
    _error("refus d'un genre inconnu", "parce_que", Verdict.REFUSED),
    _says("refus sans explication (403)", http(403), Verdict.REFUSED, Stage.IDENTITY),
    _says("refus sans explication (400)", http(400, PAGE), Verdict.REFUSED, Stage.IDENTITY),
    _error("patience demandée (slow_down)", "slow_down", Verdict.BUSY),
    _error("patience demandée (temporarily_unavailable)", "temporarily_unavailable", Verdict.BUSY, 503),
    _error("panne avouée (server_error)", "server_error", Verdict.SERVER_FAULT),
    _says("trop de demandes (429)", http(429, retry_after="120"), Verdict.BUSY),
    _says("panne (500)", http(500, PAGE), Verdict.SERVER_FAULT),
    _says("renvoi à une page de connexion (302)", http(302, location="/login"), Verdict.PORTAL)._replace(verified=True),
    _says("une page de portail", http(200, PAGE, content_type="text/html"), Verdict.PORTAL)._replace(verified=True),
    _issued("un jeton d'un autre genre (mac)", token_type="mac"),
    _issued("un jeton vide", access_token=""),
    _issued("un jeton qui n'est pas un texte", access_token=12),
    _issued("une réponse sans genre de jeton", token_type=None),
    _grants("un jeton pour une autre portée que celle demandée", "autre-service"),
    _grants("un jeton pour aucune portée", ""),
    _lasts("un jeton déjà expiré (expires_in nul)", 0),
    _lasts("un jeton déjà expiré (expires_in négatif)", -5),
    _lasts("un jeton dont la durée est NaN", float("nan")),
    _lasts("un jeton dont la durée n'est pas un nombre", "demain"),
    _says("une réponse vide", http(200), Verdict.NOT_OUR_SERVER),
    _says("une liste", http(200, b"[]"), Verdict.NOT_OUR_SERVER),
    _says("adresse de jeton introuvable (404)", http(404), Verdict.NOT_OUR_SERVER),
    _says(
        "un jeton qui n'en finit pas", then_floods(b"HTTP/1.1 200 OK\r\n\r\n{", b'"a":1,' * 700), Verdict.NOT_OUR_SERVER
    )._replace(floods=True),
    _says(
        "la réponse n'arrive pas jusqu'au bout",
        then_waits(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"),
        Verdict.TIMEOUT,
        deadline_s=SHORT_S,
    ),
    _says("la connexion se ferme sans réponse", lambda _wire: None, Verdict.INTERRUPTED),
    _says(
        "refus, et le poste n'est pas à l'heure",
        http(403, date="Wed, 21 Oct 2015 07:28:00 GMT"),
        Verdict.REFUSED,
        Stage.IDENTITY,
    )._replace(clock_is_wrong=True),
    _says(
        "refus, par une réponse gardée en cache depuis une heure",
        http(403, date="Wed, 21 Oct 2015 07:28:00 GMT", age="3600"),
        Verdict.REFUSED,
        Stage.IDENTITY,
    ),
    _says(
        "panne, et le poste n'est pas à l'heure",
        http(500, date="Wed, 21 Oct 2099 07:28:00 GMT"),
        Verdict.SERVER_FAULT,
    )._replace(clock_is_wrong=True),
)
