"""Composition root of ``iea-agent demo``: the demonstration server, and a real agent in an isolated folder.

With a screen: the tray icon, and words in the terminal on what to click, until the agent is told to quit.
Without one: the story of ``demo/sandbox/story.py``, played once by a real agent without an icon; exit status 0 only
if every state was the expected one.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.adapters.system.terminal import complain, has_screen, say
from iea_agent.core import commands
from iea_agent.core.connection_state import Picture
from iea_agent.core.errors import AgentError
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements, command_line, labels
from iea_agent.core.view import AgentView
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.server import NOTHING_LEAVES, DemoServer
from iea_agent.demo.sandbox.story import STORY, Action, Chapter
from iea_agent.demo.tour.desktop.waiting import comes

PATIENCE_S = 90.0
"""How long a chapter of the story may take (seconds)."""
POLL_S = 0.2
WITHOUT_SCREEN = ("--no-window", "--for", "1")
"""Where nobody could close the software, it ends by itself."""
_COMMANDS = {Action.TEST: "test", Action.LAUNCH: "launch"}
"""What the story does with a command whose exit status is the answer."""
_ENDS = {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}  # Windows has no SIGHUP
"""What ends the demonstration like Ctrl-C: a closed terminal must not leave an agent behind."""
PICTURE_WORDS = {
    Picture.BALL: "boule bleue",
    Picture.HEART: "boule bleue au cœur rouge",
    Picture.BEETLE: "scarabée rouge",
}

GUIDE = """\
Serveur de démonstration : {address}
Serveur de mise à jour   : {updates}
Pour changer son comportement (arrêt, lenteur, refus…), ouvrez dans votre navigateur :

    {control}

À l’écran, près de l’horloge : l’icône de Connexion Impact emploi.
  • Clic droit sur l’icône, puis « {settings} » ou « {reauthenticate} ».
  • Jouez une mise à jour qui a tout changé : décochez « Sécurisé », abîmez une adresse, enregistrez ; puis
    « Rétablir les adresses officielles » (ici, celles ci-dessus), testez, enregistrez.
  • « {launch} » (ou un clic sur l’icône) ouvre un logiciel de démonstration, qui dit dans quel mode il a été lancé.
  • « {support} », puis « {enable} » : le scarabée rouge. Pour en sortir, le mot de passe du jour est sur la page
    ci-dessus.
  • Arrêtez le serveur sur la page ci-dessus : en moins de trente secondes, le cœur rouge apparaît.
  • « {quit} » dans le menu, ou Ctrl-C ici, termine la démonstration.
"""


def run(options: argparse.Namespace, _folders: Folders) -> int:
    """Run the command ``demo``; return the exit status."""
    return main() if options.tour is None else tour(Path(options.tour))


def tour(folder: Path) -> int:
    """Play the help sheet on a desktop of its own, and leave its pictures in a folder; return the exit status."""
    from iea_agent.demo.tour.desktop.errors import MissingProgramError, TourError
    from iea_agent.demo.tour.play import play

    say(f"La fiche d’aide, du début à la fin, sur un écran à part ; les images vont dans {folder}.\n")
    try:
        pictures = play(folder, say)
    except MissingProgramError as error:
        packages = " ".join(sorted(set(error.packages.values())))
        complain(f"Il manque des programmes. Sous Debian : sudo apt-get install {packages}")
        return 1
    except (TourError, OSError) as error:
        complain(f"La visite s’est arrêtée : {error}")
        return 1
    say(f"\n{pictures} images dans {folder}.")
    return 0


def main() -> int:
    """Run the demonstration; return its exit status."""
    with tempfile.TemporaryDirectory(prefix="iea-agent-demo-") as folder, DemoServer.start(Path(folder)) as server:
        home = Path(folder) / "home"
        screen = has_screen(os.environ)
        environ = {**os.environ, **NOTHING_LEAVES, "IEA_AGENT_HOME": str(home)}
        folders = Folders.find(environ)
        SettingsFile(folders.settings_file).save(
            Settings(
                authentication_address=server.address,
                update_address=server.update_address,
                official_authentication_address=server.address,
                official_update_address=server.update_address,
                licence_number=server.licence_number,
                key_in_file=True,
                ca_file=str(server.ca_file),
                check_every_s=10,
                software_command=(*software.COMMAND, *(() if screen else WITHOUT_SCREEN)),
                software_version=software.VERSION,
            )
        )
        KeyFile(folders.config).put(server.licence_number, Secret(server.licence_key))
        for number in _ENDS:
            signal.signal(number, signal.default_int_handler)
        agent = _start_agent(environ, [] if screen else ["--no-icon"])
        try:
            if screen:
                say(
                    GUIDE.format(
                        address=server.address,
                        updates=server.update_address,
                        control=server.control_url,
                        settings=labels.MENU_SETTINGS,
                        reauthenticate=labels.MENU_REAUTHENTICATE,
                        launch=labels.MENU_LAUNCH,
                        support=labels.MENU_SUPPORT,
                        enable=labels.MENU_ENABLE_ASSISTANCE,
                        quit=labels.MENU_QUIT,
                    )
                )
                return _follow(folders, agent)
            say("Aucun écran : la démonstration se joue ici, avec le vrai programme sans icône.\n")
            return 0 if _tell(server, folders, environ) else 1
        except KeyboardInterrupt:
            return 0
        finally:
            _stop_agent(folders, agent)


def _start_agent(environ: dict[str, str], options: list[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "iea_agent", *options]
    return subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL)  # noqa: S603 (our own program)


def _stop_agent(folders: Folders, agent: subprocess.Popen[bytes]) -> None:
    try:
        ask(folders, commands.Action.QUIT)
        agent.wait(10)
    except (AgentError, subprocess.TimeoutExpired):
        agent.kill()
        agent.wait()


def _follow(folders: Folders, agent: subprocess.Popen[bytes]) -> int:
    """Say each change of state until the agent ends."""
    last = ""
    while agent.poll() is None:
        view = _look(folders)
        if view is not None and (line := _line(view)) != last:
            last = line
            say(line)
        time.sleep(POLL_S)
    return agent.returncode


def _tell(server: DemoServer, folders: Folders, environ: dict[str, str]) -> bool:
    """Play the story; return whether every state was the expected one."""
    told = True
    for number, chapter in enumerate(STORY, 1):
        _pause()
        say(f"{number}. {chapter.words}")
        server.behave(chapter.behaviour)
        if chapter.action in _COMMANDS:
            status = _command(environ, _COMMANDS[chapter.action])
            good = (status == 0) == (chapter.picture is Picture.BALL)
        else:
            if chapter.action is Action.AUTHENTICATE:
                _command(environ, "authenticate")
            good = _wait_for(folders, chapter)
            view = _look(folders)
            say(f"   {_line(view)}" if view else f"   {command_line.NOT_RUNNING}")
        say("   → comme prévu\n" if good else "   → INATTENDU\n")
        told = told and good
    say("Tout s’est passé comme prévu." if told else "Un état n’était pas celui attendu.")
    return told


def _pause() -> None:
    """Let a person read; a story that nobody reads goes on by itself."""
    if sys.stdin is not None and sys.stdin.isatty():
        sys.stdout.write("[Entrée pour continuer] ")
        sys.stdout.flush()
        sys.stdin.readline()


def _command(environ: dict[str, str], *arguments: str) -> int:
    """Run one command of the agent, its words indented in ours."""
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-P", "-m", "iea_agent", *arguments],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    for line in (done.stdout + done.stderr).splitlines():
        say(f"   {line}")
    return done.returncode


def _wait_for(folders: Folders, chapter: Chapter) -> bool:
    """Wait until the agent's state is what the chapter says."""

    def is_told() -> bool:
        view = _look(folders)
        return view is not None and _is_told(chapter, view)

    return comes(is_told, patience_s=PATIENCE_S)


def _is_told(chapter: Chapter, view: AgentView) -> bool:
    verdict = view.diagnosis.verdict if view.diagnosis else None
    return (view.picture, view.connection, verdict) == (chapter.picture, chapter.connection, chapter.verdict)


def _look(folders: Folders) -> AgentView | None:
    try:
        return ask(folders, commands.Action.READ_STATE)
    except AgentError:
        return None


def _line(view: AgentView) -> str:
    return f"[{PICTURE_WORDS[view.picture]}] {announcements.state_line(view)}"
