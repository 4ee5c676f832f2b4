"""The Qt application of one window: create it, connect it to the agent, run it until the window closes."""

import logging
from collections.abc import Callable, Mapping
from pkgutil import resolve_name
from typing import assert_never

from PySide6.QtCore import (
    QEvent,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from iea_agent.core.commands import DialogKind
from iea_agent.core.contrast import SystemContrast
from iea_agent.core.help import HELP_PAGES
from iea_agent.core.wire.jobs import (
    AttemptProgressed,
    DialogOrder,
    JobDone,
    JobReady,
    LeaveWindow,
    Order,
    PasswordAnswered,
    RaiseWindow,
    ToJob,
    ViewChanged,
    WindowAnswered,
)
from iea_agent.ui.context import WindowContext
from iea_agent.ui.main_thread import MainThread
from iea_agent.ui.parts.motion import Motion
from iea_agent.ui.style.installed import DESKTOP_CHANGES, install, refresh
from iea_agent.ui.window import Window

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")

WINDOWS: Mapping[DialogKind, str] = {
    DialogKind.CONNECTION_SETTINGS: "connection_settings:ConnectionSettingsDialog",
    DialogKind.SERVER_TEST: "server_test:ServerTestDialog",
    DialogKind.REAUTHENTICATE: "reauthenticate:ReauthenticateDialog",
    DialogKind.STATUS: "status:StatusDialog",
    DialogKind.LAUNCH: "launch:LaunchDialog",
    DialogKind.ASSISTANCE: "assistance:AssistanceDialog",
    DialogKind.DAY_PASSWORD: "day_password:DayPasswordDialog",
    DialogKind.SUPPORT_MAIL: "support_mail:SupportMailDialog",
    DialogKind.PASSWORD_MAIL: "support_mail:PasswordMailDialog",
    DialogKind.HELPER_MAIL: "support_mail:HelperMailDialog",
    DialogKind.REPORT: "report:ReportDialog",
    DialogKind.WELCOME: "welcome:WelcomeDialog",
    DialogKind.OTHER_SESSION: "other_session:OtherSessionDialog",
    DialogKind.HELP: "help:HelpDialog",
    DialogKind.ABOUT: "about:AboutDialog",
}
"""The module and the class of each window; a name, because a window process imports one of them only."""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run(
    order: DialogOrder,
    make_context: Callable[[MainThread], WindowContext],
    high_contrast: Callable[[], SystemContrast] = lambda: SystemContrast.NORMAL,
) -> int:
    """Open the window of ``order`` and work until it is closed; return the exit status of the process.

    ``make_context`` is called once Qt is there; ``high_contrast`` is for :func:`application`.
    """
    previous = qInstallMessageHandler(_log_qt)
    try:
        app = application(high_contrast)
        main_thread = MainThread()
        context = make_context(main_thread)
        host = context.host
        motion = Motion.of_application()
        main_thread.fetch(context.asks_for_no_animation, motion.set_unwanted)
        window = window_of(order, context)
        close = main_thread.carry(lambda _: window.close_unasked())
        host.listen(
            on_message=main_thread.carry(lambda message: dispatch(message, window)), on_close=lambda: close(None)
        )
        window.finished.connect(app.quit)
        window.show()
        window.come_to_front()
        host.say(JobReady())
        app.exec()
        window.deleteLater()  # before Qt shuts down
        app.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    finally:
        qInstallMessageHandler(previous)
    host.say(JobDone())
    return 0


def application(high_contrast: Callable[[], SystemContrast] = lambda: SystemContrast.NORMAL) -> QApplication:
    """Return the Qt application, with our style, and Qt's own texts (the context menu of a text field) in French.

    ``high_contrast`` tells what Qt does not know of the desktop's setting of high contrast.
    """
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    app = _Application(["iea-agent"])
    app.setApplicationName("iea-agent")
    app.setQuitOnLastWindowClosed(False)  # the window's ``finished`` signal quits
    translator = QTranslator(app)
    if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    install(app, high_contrast)
    return app


class _Application(QApplication):
    """Has the style follow what the desktop changes."""

    def event(self, event: QEvent) -> bool:
        """Take over other colours, or another font."""
        handled = super().event(event)
        if event.type() in DESKTOP_CHANGES:
            refresh()
        return handled


def window_of(order: DialogOrder, context: WindowContext) -> Window:
    """Create the window of an order, hidden; its module is imported on demand."""
    window: Window = resolve_name(f"iea_agent.ui.windows.{WINDOWS[order.dialog]}")(context, order.view)
    window.help_page = HELP_PAGES[order.dialog]
    return window


def dispatch(message: ToJob, window: Window) -> None:
    """Pass a message of the agent to the window, on Qt's thread; a second order is ignored."""
    if isinstance(message, Order):
        _log.warning("a window got a second order: %s", type(message).__name__)
        return
    match message:
        case ViewChanged(view=view):
            window.on_view(view)
        case AttemptProgressed():
            window.on_progress(message)
        case RaiseWindow():
            window.come_to_front()
            window.context.host.say(WindowAnswered())
            window.on_asked_again()
        case LeaveWindow():
            window.context.host.say(WindowAnswered())
            window.on_leave_asked()
        case PasswordAnswered():
            window.on_password_answered(message)
        case _:
            assert_never(message)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", message)
