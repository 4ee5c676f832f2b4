"""Which tests ``make quick`` runs: those that start no program and end within moments.

A program is a process of its own: an X server, a session bus, a job, an agent. Threads, and sockets on loopback, are
allowed. The longest entry that a test file lies below decides. A file below no entry fails ``tests/test_quick.py``;
a quick test that starts a program fails by itself, see ``tests/conftest.py``.
"""

from pathlib import PurePosixPath

QUICK = (
    "tests/adapters/dbus",
    "tests/adapters/files",
    "tests/agent",
    "tests/cli",
    "tests/core",
    "tests/test_clicked.py",
    "tests/test_quick.py",
    "tests/test_takeover.py",
    "tests/tooling",
    "tests/ui",
)
SLOW = (
    "tests/adapters",
    "tests/adapters/files/test_files.py",
    "tests/adapters/files/test_log_file.py",
    "tests/adapters/files/test_trust.py",
    "tests/catalogue",
    "tests/core/test_day_password_desk.py",
    "tests/demo",
    "tests/e2e",
    "tests/jobs",
    "tests/test_icons.py",
    "tests/test_process_imports.py",
    "tests/tooling/test_decisions.py",
    "tests/tooling/test_fuzz.py",
    "tests/tooling/test_hazards.py",
    "tests/tooling/test_herd.py",
    "tests/tooling/test_manual.py",
    "tests/tooling/test_system_packages.py",
    "tests/tooling/test_wheel.py",
    "tests/ui/test_scaled_windows.py",
    "tests/ui/test_sizes.py",
    "tests/ui/windows/test_every_window.py",
)


def entry_of(path: PurePosixPath) -> str | None:
    """Return the longest entry of both lists that a path, in the repository, is or lies below."""
    found = [entry for entry in (*QUICK, *SLOW) if path.is_relative_to(entry)]
    return max(found, key=len, default=None)


def may_be_quick(path: PurePosixPath) -> bool:
    """Tell whether a file is quick, or a folder may hold quick tests."""
    return entry_of(path) not in SLOW or any(PurePosixPath(entry).is_relative_to(path) for entry in QUICK)
