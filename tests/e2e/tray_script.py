"""A program that shows a red icon and says on standard output what the user chose; a word on standard input acts.

Run by ``test_tray_in_panel.py`` on a private desktop.
"""

import sys
import threading
from typing import TYPE_CHECKING

from PIL import Image

from iea_agent.adapters.tray.display import tray_icon_class
from iea_agent.core.notification import Notification

if TYPE_CHECKING:
    from iea_agent.adapters.tray.icon import TrayIcon

RED, BLUE = (255, 0, 0), (0, 0, 255)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def picture(colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (64, 64), colour)


def obey(icon: "TrayIcon", words: list[str]) -> None:
    for line in sys.stdin:
        match line.strip():
            case "notify":
                icon.show_notification(Notification("Titre", "Message.", "Voir"))
            case "notify twice":
                icon.show_notification(Notification("Titre", "Message.", "Voir"))
                icon.icon = picture(BLUE)
                icon.show_notification(Notification("Autre titre", "Autre message, plus long.", "Voir"))
            case "blue":
                icon.icon = picture(BLUE)
            case "rename":
                words.append("Nouvel_état")
                icon.update_menu()
            case "quit":
                icon.stop()
            case _:
                pass
        say(f"obeyed {line.strip()}")


def main() -> None:
    icon_class = tray_icon_class()
    from pystray import Menu, MenuItem

    ticked = threading.Event()
    words = ["État de la connexion"]

    def toggle() -> None:
        (ticked.clear if ticked.is_set() else ticked.set)()
        say(f"ticked {ticked.is_set()}")

    def turn_blue(icon: "TrayIcon") -> None:
        icon.icon = picture(BLUE)
        say("turned blue")

    icon = icon_class(
        "iea-agent-test",
        picture(RED),
        "Icône d'essai",
        Menu(
            MenuItem(lambda _: words[-1], None, enabled=False),
            Menu.SEPARATOR,
            MenuItem("Ouvrir", lambda: say("opened"), default=True),
            MenuItem("Sécurisé", toggle, checked=lambda _: ticked.is_set()),
            MenuItem("Support", Menu(MenuItem("Écrire", lambda: say("wrote")), MenuItem("Bleu", turn_blue))),
        ),
    )
    icon.connect()  # before the first word: what is asked then is kept until it runs
    threading.Thread(target=obey, args=(icon, words), daemon=True).start()
    icon.on_notification_click = lambda: say("clicked")
    icon.on_host_change = lambda present: say(f"host {present}")
    icon.run()
    say("ended")


if __name__ == "__main__":
    main()
