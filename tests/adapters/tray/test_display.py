"""The display over an icon that fails: what was not shown is shown once it works again."""

import functools
import threading
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.tray import display as display_module
from iea_agent.adapters.tray.display import TrayDisplay, pictures_of, tray_icon_class
from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.connection_state import AgentState, Link, Mode, Picture, picture_of
from iea_agent.core.notification import Notification
from iea_agent.core.texts import announcements
from iea_agent.core.view import AgentView

tray_icon_class()  # before the next import: pystray chooses its back end
from iea_agent.adapters.tray.icon import TrayIcon  # noqa: E402

LONGEST_S: Final = 30.0
CALLS: Final = ("picture", "title", "menu", "visible")
STATES: Final = [
    AgentState(),
    AgentState(link=Link.CONNECTED),
    AgentState(link=Link.REFUSED),
    AgentState(mode=Mode.ASSISTANCE),
]


read_once = functools.cache(pictures_of)


def view_of(state: AgentState) -> AgentView:
    return AgentView(picture=picture_of(state), mode=state.mode, connection=state.connection)


class FailingIcon(TrayIcon):
    """An icon that notes what the tray shows, and raises for what is in ``fails``."""

    fails: frozenset[str] = frozenset()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.shown: dict[str, object] = {}
        self._ended = threading.Event()

    def _take(self, call: str, value: object) -> None:
        if call in self.fails:
            raise OSError(call)
        self.shown[call] = value

    def _show(self) -> None:
        self._take("visible", value=True)

    def _hide(self) -> None:
        self.shown.pop("visible", None)

    def _update_icon(self) -> None:
        self._take("picture", self.icon)
        self._icon_valid = True

    def _update_title(self) -> None:
        self._take("title", self.title)

    def _update_menu(self) -> None:
        self._take("menu", [item.text for item in self.menu] if self.menu else [])

    def _notify(self, message: str, title: str | None = None) -> None:
        self._take("notification", (title, message))

    def _run(self) -> None:
        self._mark_ready()
        assert self._ended.wait(LONGEST_S)

    def _stop(self) -> None:
        self._ended.set()


class Shown:
    """A display that runs, its icon, and what it shows in the end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, icons: Path) -> None:
        made: list[FailingIcon] = []
        self.faults = threading.Semaphore(0)

        def make(name: str) -> FailingIcon:
            made.append(FailingIcon(name))
            return made[-1]

        monkeypatch.setattr(display_module, "tray_icon_class", lambda: make)
        monkeypatch.setattr(display_module, "pictures_of", read_once)
        self.display = TrayDisplay(icons)
        self.icon = made[0]

    def show(self, states: list[tuple[AgentState, frozenset[str]]], *, fails_first: frozenset[str]) -> None:
        """Show each state, while the icon fails as said; then the last one on an icon that works."""
        self.icon.fails = fails_first

        def begin() -> None:
            try:
                self.icon.fails = frozenset()
                self.display.serve(lambda _: None, lambda _: None, self.faults.release)
                for state, fails in states:
                    self.icon.fails = fails
                    try:
                        self.display.show(view_of(state))
                    except OSError:
                        continue
                self.icon.fails = frozenset()
                self.display.show(view_of(states[-1][0]))
            finally:
                self.display.stop()

        self.display.run(begin, lambda: None)


@given(
    st.lists(st.tuples(st.sampled_from(STATES), st.frozensets(st.sampled_from(CALLS))), min_size=1, max_size=8),
    st.frozensets(st.sampled_from(["visible", "picture"])),
)
def test_whatever_failed_the_icon_shows_the_present_state_once_it_works(
    states: list[tuple[AgentState, frozenset[str]]], fails_first: frozenset[str]
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        shown = Shown(monkeypatch, icons_folder())
        shown.show(states, fails_first=fails_first)
        icon = shown.icon
        view = view_of(states[-1][0])
        assert icon.shown["visible"] is True
        expected = read_once(icons_folder(), view.picture)
        assert icon.shown["picture"] is expected[max(expected)]
        assert icon.shown["title"] == announcements.tooltip(view)
        assert icon.shown["menu"] == [item.text for item in icon.menu or ()]


def test_the_pictures_are_read_before_the_folder_of_the_program_goes_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    away = tmp_path / "icons"
    away.symlink_to(icons_folder(), target_is_directory=True)
    shown = Shown(monkeypatch, away)
    monkeypatch.setattr(display_module, "pictures_of", pictures_of)
    seen: list[Picture] = []

    def begin() -> None:
        try:
            shown.display.serve(lambda _: None, lambda _: None, lambda: None)
            away.unlink()
            for state in STATES:
                shown.display.show(view_of(state))
                seen.append(picture_of(state))
        finally:
            shown.display.stop()

    shown.display.run(begin, lambda: None)
    assert set(seen) == set(Picture)


def test_what_the_tray_accepted_and_did_not_show_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(monkeypatch, icons_folder())
    again: list[dict[str, object]] = []

    def begin() -> None:
        try:
            shown.display.serve(lambda _: None, lambda _: None, shown.faults.release)
            for state in STATES:
                shown.display.show(view_of(state))
                shown.icon.shown.clear()
                shown.icon.note_fault()
                shown.display.show(view_of(state))
                again.append(dict(shown.icon.shown))
                shown.icon.shown.clear()
                shown.display.show(view_of(state))
                assert shown.icon.shown == {}
        finally:
            shown.display.stop()

    shown.display.run(begin, lambda: None)
    assert [set(sent) for sent in again] == [{"picture", "title", "menu"}] * len(STATES)
    for _ in STATES:
        assert shown.faults.acquire(blocking=False)


@pytest.mark.parametrize("clicks", [0, 1, 2])
def test_a_click_before_the_agent_is_there_is_done_once_it_is(monkeypatch: pytest.MonkeyPatch, clicks: int) -> None:
    shown = Shown(monkeypatch, icons_folder())
    posted: list[Command] = []

    def begin() -> None:
        assert shown.icon.shown["visible"] is True
        for _ in range(clicks):
            shown.icon()
        assert not posted
        shown.display.serve(posted.append, lambda _: None, lambda: None)
        shown.display.stop()

    shown.display.run(begin, lambda: None)
    assert posted == [Action.LAUNCH] * min(clicks, 1)


def test_a_click_on_a_notification_opens_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(monkeypatch, icons_folder())
    posted: list[Command] = []
    shown.display.serve(posted.append, lambda _: None, lambda: None)
    shown.display.announce(Notification("Titre", "Message.", "Bouton"))
    assert shown.icon.shown["notification"] == ("Titre", "Message.")
    assert shown.icon.on_notification_click is not None
    shown.icon.on_notification_click()
    assert posted == [Open(DialogKind.STATUS)]


@pytest.mark.parametrize("state", STATES)
def test_the_icon_knows_the_file_of_its_picture(monkeypatch: pytest.MonkeyPatch, state: AgentState) -> None:
    shown = Shown(monkeypatch, icons_folder())
    shown.display.show(view_of(state))
    assert shown.icon.picture_file is not None
    assert shown.icon.picture_file.is_file()
    assert shown.icon.picture_file.name.startswith(picture_of(state))
