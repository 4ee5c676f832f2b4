"""The story that ``iea-agent demo`` tells where there is no screen: what happens, and what must be seen.

Its French sentences are read in a terminal, in this order.
"""

from enum import Enum, auto
from typing import NamedTuple

from iea_agent.core.connection_state import Link, Picture
from iea_agent.core.diagnosis import Verdict
from iea_agent.demo.sandbox.behaviour import Behaviour


class Action(Enum):
    """What the story does after the server has changed."""

    WAIT = auto()
    """Nothing: the agent must notice by itself."""
    AUTHENTICATE = auto()
    """« Relancer l'authentification auprès du serveur »."""
    LAUNCH = auto()
    """« Lancer Impact emploi »; the software starts where the ball is shown, and nowhere else."""
    TEST = auto()
    """« Tester l'accès aux serveurs »; the state is not looked at, the result is."""


class Chapter(NamedTuple):
    """One thing that happens, and what must be seen afterwards."""

    words: str
    behaviour: Behaviour
    action: Action
    picture: Picture
    connection: Link
    verdict: Verdict


STORY = (
    Chapter(
        "Le serveur est en service : le programme démarre et se connecte.",
        Behaviour.UP,
        Action.WAIT,
        Picture.BALL,
        Link.CONNECTED,
        Verdict.CONNECTED,
    ),
    Chapter(
        "Test d’accès : les deux serveurs répondent.",
        Behaviour.UP,
        Action.TEST,
        Picture.BALL,
        Link.CONNECTED,
        Verdict.CONNECTED,
    ),
    Chapter(
        "« Lancer Impact emploi » : connecté, le logiciel de démonstration démarre.",
        Behaviour.UP,
        Action.LAUNCH,
        Picture.BALL,
        Link.CONNECTED,
        Verdict.CONNECTED,
    ),
    Chapter(
        "Le serveur s’arrête : le programme s’en aperçoit, vérifie une seconde fois, puis le dit.",
        Behaviour.DOWN,
        Action.WAIT,
        Picture.HEART,
        Link.UNREACHABLE,
        Verdict.REFUSED_CONNECTION,
    ),
    Chapter(
        "Test d’accès : les deux serveurs sont en échec.",
        Behaviour.DOWN,
        Action.TEST,
        Picture.HEART,
        Link.UNREACHABLE,
        Verdict.REFUSED_CONNECTION,
    ),
    Chapter(
        "Le serveur revient : « Relancer l'authentification auprès du serveur ».",
        Behaviour.UP,
        Action.AUTHENTICATE,
        Picture.BALL,
        Link.CONNECTED,
        Verdict.CONNECTED,
    ),
    Chapter(
        "Le serveur refuse cette installation.",
        Behaviour.REFUSED,
        Action.AUTHENTICATE,
        Picture.HEART,
        Link.REFUSED,
        Verdict.REFUSED,
    ),
    Chapter(
        "« Lancer Impact emploi » : le programme vérifie d’abord, puis dit pourquoi il ne lance rien.",
        Behaviour.REFUSED,
        Action.LAUNCH,
        Picture.HEART,
        Link.REFUSED,
        Verdict.REFUSED,
    ),
    Chapter(
        "Le serveur ne connaît plus la licence.",
        Behaviour.LICENCE_UNKNOWN,
        Action.AUTHENTICATE,
        Picture.HEART,
        Link.LICENCE_UNKNOWN,
        Verdict.LICENCE_UNKNOWN,
    ),
    Chapter(
        "Un portail Wi-Fi répond à la place du serveur.",
        Behaviour.PORTAL,
        Action.AUTHENTICATE,
        Picture.HEART,
        Link.UNREACHABLE,
        Verdict.PORTAL,
    ),
    Chapter(
        "Le certificat du serveur a expiré.",
        Behaviour.EXPIRED,
        Action.AUTHENTICATE,
        Picture.HEART,
        Link.UNREACHABLE,
        Verdict.TLS_EXPIRED,
    ),
    Chapter(
        "Le serveur est occupé et demande d’attendre.",
        Behaviour.BUSY,
        Action.AUTHENTICATE,
        Picture.HEART,
        Link.UNREACHABLE,
        Verdict.BUSY,
    ),
    Chapter(
        "Tout rentre dans l’ordre.",
        Behaviour.UP,
        Action.AUTHENTICATE,
        Picture.BALL,
        Link.CONNECTED,
        Verdict.CONNECTED,
    ),
)
