"""The style that is in force: installed once, and made again when the desktop changes its colours or its font."""

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from iea_agent.core.contrast import SystemContrast
from iea_agent.ui.style.palette import BLACK_ON_WHITE, WHITE_ON_BLACK, Scheme, palette_of, scheme_of
from iea_agent.ui.style.sheet import sheet_of

DESKTOP_CHANGES: Final = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange})
"""The events after which :func:`refresh` has to be called."""
_NATIVE: Final[frozenset[str]] = frozenset()
"""The systems, as ``sys.platform`` names them, whose windows keep their native style (docs/decisions/0040)."""


def is_ours() -> bool:
    """Tell whether windows have our style on this system, not its native one."""
    return sys.platform not in _NATIVE


class _Installed(QObject):
    """Style, sheet and scheme of one application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._asks: Callable[[], SystemContrast] = lambda: SystemContrast.NORMAL
        self._was = SystemContrast.NORMAL
        self._own: QPalette | None = None
        """The palette that stands in for the desktop's, which does not follow its own setting."""
        self._busy = False
        self.scheme = scheme_of(app.palette())
        self._style_hints = hints = app.styleHints()  # kept: without it Python forgets the hints below it
        accessibility = getattr(hints, "accessibility", None)  # Qt 6.10
        self._hints = None if accessibility is None else accessibility()
        if self._hints is not None:
            self._hints.contrastPreferenceChanged.connect(self.refresh)
        hints.colorSchemeChanged.connect(self.refresh)
        app.applicationStateChanged.connect(self._look_again)

    def ask(self, high_contrast: Callable[[], SystemContrast]) -> None:
        """Take the setting of high contrast from here."""
        self._asks = high_contrast
        self.refresh()

    def refresh(self) -> None:
        """Take the colours and the font that the desktop has now."""
        if self._busy:  # our own palette changes the application's
            return
        self._busy = True
        try:
            self._take()
        finally:
            self._busy = False

    def _take(self) -> None:
        app = self._app
        if self._own is not None and self._own == app.palette():
            app.setPalette(QPalette())
        self._own = None
        self._was = self._system()
        self.scheme = scheme_of(app.palette(), self._was)
        if self.scheme is BLACK_ON_WHITE or self.scheme is WHITE_ON_BLACK:
            app.setPalette(palette_of(self.scheme))
            self._own = app.palette()
        if is_ours():
            app.setStyleSheet(sheet_of(self.scheme, QFontMetrics(app.font()).height()))

    def _system(self) -> SystemContrast:
        """Return what the desktop says now; Qt knows less of it than we do."""
        known = self._asks()
        if known is not SystemContrast.NORMAL or self._hints is None:
            return known
        is_high = self._hints.contrastPreference() is Qt.ContrastPreference.HighContrast
        return SystemContrast.HIGH if is_high else SystemContrast.NORMAL

    def _look_again(self, state: Qt.ApplicationState) -> None:
        """Ask the desktop again when its user comes back from its settings: not every desktop tells."""
        if state is Qt.ApplicationState.ApplicationActive and self._system() is not self._was:
            self.refresh()


_installed: list[_Installed] = []


def install(app: QApplication, high_contrast: Callable[[], SystemContrast] = lambda: SystemContrast.NORMAL) -> None:
    """Give an application our style; ``high_contrast`` tells what Qt does not know of the desktop's setting."""
    if is_ours():
        app.setStyle("Fusion")
    if not _installed:
        _installed.append(_Installed(app))
    _installed[0].ask(high_contrast)


def refresh() -> None:
    """Take over what the desktop changed."""
    for installed in _installed:
        installed.refresh()


def current() -> Scheme:
    """Return the colours in force."""
    return _installed[0].scheme if _installed else scheme_of(QApplication.palette())
