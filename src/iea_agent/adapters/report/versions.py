"""Versions of the programs and of the system, for the diagnostic report. Slow (100 ms): only a job calls it."""

import locale
import platform
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata

import iea_agent
from iea_agent.adapters.proxies.system import proxies_in_use

_PACKAGE = "iea-agent"
_SESSION = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "LANG", "LC_ALL", "TZ")
"""Variables that identify the desktop and the locale; no others are reported."""


def versions(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the versions of the agent, of Python, the system and the packages, and the configured proxies, by name.

    ``environ`` is read for the session and the desktop.
    """
    found = {
        "iea-agent": iea_agent.__version__,
        "python": f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})",
        "system": platform.platform(),
        "machine": platform.machine(),
        "encoding": f"{locale.getpreferredencoding(False)}, {sys.getfilesystemencoding()}",  # noqa: FBT003 (the only argument)
        **{name: environ[name] for name in _SESSION if environ.get(name)},
        **proxies_in_use(environ),
    }
    return found | dict(sorted(_packages()))


def _packages() -> Iterator[tuple[str, str]]:
    """Yield the required packages that are installed, with their versions; none if the agent is not installed."""
    try:
        required = metadata.requires(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in required:
        if "extra ==" in requirement:
            continue
        name = _name_in(requirement)
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # for another system


def _name_in(requirement: str) -> str:
    """Return the name at the beginning of a requirement (PEP 508)."""
    end = next((place for place, char in enumerate(requirement) if not (char.isalnum() or char in "-_.")), None)
    return requirement[:end]
