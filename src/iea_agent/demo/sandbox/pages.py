"""What a person reads of the demonstration server, in French."""

import html
import time
from collections.abc import Iterable, Mapping
from typing import Protocol

from iea_agent.demo.sandbox.behaviour import Behaviour

PORTAL_PATH = "/portail"
PORTAL = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>Wi-Fi</title>
<h1>Bienvenue sur le Wi-Fi</h1><p>Acceptez les conditions pour continuer.</p></html>
"""

CHOICES: Mapping[Behaviour, tuple[str, str]] = {
    Behaviour.UP: ("En service", "Le serveur répond et reconnaît la licence."),
    Behaviour.DOWN: ("Arrêté", "Plus rien n’écoute : la connexion est refusée."),
    Behaviour.SLOW: ("Très lent", "Le serveur accepte la connexion mais ne répond jamais."),
    Behaviour.REFUSED: ("Autorisation refusée", "La licence est connue, mais n’a pas le droit de se connecter."),
    Behaviour.LICENCE_UNKNOWN: ("Licence inconnue", "Le serveur ne reconnaît pas la licence d’installation."),
    Behaviour.PORTAL: ("Portail Wi-Fi", "Une page d’accueil répond à la place du serveur."),
    Behaviour.EXPIRED: ("Certificat expiré", "Le certificat du serveur n’a pas été renouvelé."),
    Behaviour.BUSY: ("Occupé", "Le serveur demande de revenir plus tard (Retry-After)."),
    Behaviour.FAULT: ("En panne", "Le serveur signale une erreur interne (500)."),
}

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --accent: #1c5fd0; }
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
.now { font-size: 1.25rem; border-left: .4rem solid var(--accent); padding: .5rem 1rem; margin: 1.25rem 0; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem 1rem; }
legend { font-weight: 600; padding: 0 .4rem; }
label { display: grid; grid-template-columns: 1.6rem 11rem 1fr; align-items: baseline; padding: .3rem 0; }
label small { font-size: .95rem; opacity: .8; }
@media (max-width: 34rem) { label { grid-template-columns: 1.6rem 1fr; } label small { grid-column: 2; } }
button { font: inherit; font-weight: 600; padding: .55rem 1.4rem; border: 0; border-radius: .4rem; margin-top: .75rem;
  background: var(--accent); color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #e8a200; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
td { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
"""


class Request(Protocol):
    """A request that was received."""

    @property
    def at(self) -> float:
        """When (seconds since 1970 UTC)."""

    @property
    def method(self) -> str:
        """Its method."""

    @property
    def path(self) -> str:
        """Its path."""

    @property
    def status(self) -> int:
        """The status it was answered with."""


def control_page(behaviour: Behaviour, requests: Iterable[Request], day_password: str) -> str:
    """Return the page where a person switches the behaviour, and reads the password of the day."""
    return f"""<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Serveur de démonstration</title><style>{_STYLE}</style></head>
<body><main>
<h1>Serveur de démonstration</h1>
<p>Choisissez comment il se comporte, et regardez l’icône près de l’horloge.</p>
<p class="now" role="status">Comportement actuel : <strong id="now">{CHOICES[behaviour][0]}</strong></p>
<form method="post" action="/">
<fieldset><legend>Changer le comportement</legend>
{"".join(_choice(one, behaviour) for one in Behaviour)}
<button type="submit">Appliquer</button></fieldset>
</form>
<h2>Mot de passe du jour</h2>
<p>L’assistance l’enverrait par courriel : <strong id="day-password">{day_password}</strong></p>
<h2>Dernières demandes reçues</h2>
{_table(list(requests))}
</main></body></html>
"""


def _choice(one: Behaviour, current: Behaviour) -> str:
    name, explanation = CHOICES[one]
    checked = " checked" if one is current else ""
    return (
        f'<label><input type="radio" name="behaviour" value="{one}"{checked}>'
        f"<span>{name}</span><small>{explanation}</small></label>\n"
    )


def _table(requests: list[Request]) -> str:
    if not requests:
        return "<p>Aucune pour l’instant.</p>"
    rows = "".join(
        f"<tr><td>{time.strftime('%H:%M:%S', time.localtime(one.at))}</td><td>{html.escape(one.method)}</td>"
        f"<td>{html.escape(one.path)}</td><td>{one.status}</td></tr>\n"
        for one in requests
    )
    head = "<tr><th scope='col'>Heure</th><th scope='col'>Méthode</th><th scope='col'>Adresse</th>"
    return f"<table>{head}<th scope='col'>Réponse</th></tr>\n{rows}</table>"
