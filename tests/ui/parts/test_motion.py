"""A desktop that asks for no animation sees words alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from iea_agent.core.commands import DialogKind
from iea_agent.core.wire.jobs import DialogOrder
from iea_agent.ui.app import application, run
from iea_agent.ui.context import WindowContext
from iea_agent.ui.main_thread import MainThread
from iea_agent.ui.parts.motion import Motion
from tests.ui.fakes import FakeHelp, FakeHost, FakeJobs, FakeMail, FakeReports, FakeSettings
from tests.ui.stories import CONNECTED, ICONS, LICENSED, server_test_running, visible_words


@pytest.fixture(autouse=True)
def motion() -> Iterator[Motion]:
    application()
    motion = Motion.of_application()
    yield motion
    motion.set_unwanted(False)


def test_the_bar_moves_by_default() -> None:
    (bar,) = server_test_running().window.findChildren(QProgressBar)
    assert bar.isVisible()


def test_no_bar_where_nothing_may_move(motion: Motion) -> None:
    motion.set_unwanted(True)
    scene = server_test_running()
    (bar,) = scene.window.findChildren(QProgressBar)
    assert not bar.isVisible()
    assert "Test en cours" in visible_words(scene)


def test_the_wish_is_followed_while_a_window_is_open(motion: Motion) -> None:
    (bar,) = server_test_running().window.findChildren(QProgressBar)
    motion.set_unwanted(True)
    assert not bar.isVisible()
    motion.set_unwanted(False)
    assert bar.isVisible()


def test_a_window_asks_its_desktop(motion: Motion) -> None:
    host = FakeHost(DialogKind.STATUS)

    def make_context(main_thread: MainThread) -> WindowContext:
        return WindowContext(
            host=host,
            jobs=FakeJobs(),
            settings=FakeSettings(LICENSED),
            mail=FakeMail(),
            reports=FakeReports(),
            help=FakeHelp(),
            software_version=lambda saved: saved.software_version,
            icons=ICONS,
            main_thread=main_thread,
            asks_for_no_animation=lambda: True,
        )

    def close() -> None:
        QTimer.singleShot(0, host.close)

    motion.changed.connect(close)
    run(DialogOrder(DialogKind.STATUS, CONNECTED), make_context)
    motion.changed.disconnect(close)
    assert motion.is_unwanted
