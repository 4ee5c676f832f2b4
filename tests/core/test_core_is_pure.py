"""The core imports these modules and no other; the contracts of import-linter name those it must never reach.

A list of what is allowed says more than a list of what is not: a new import shows here and wants its reason.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from iea_agent import core

CORE = Path(core.__file__).parent
SOURCES = sorted(path.relative_to(CORE).as_posix() for path in CORE.rglob("*.py"))
ALLOWED = {
    "collections.abc",
    "enum",
    "ipaddress",  # tells a loopback address without a look-up
    "msgspec",
    "msgspec.structs",
    "types",
    "typing",
    "urllib.parse",  # takes addresses apart, opens none
}
ALLOWED_IN = {
    "addresses.py": {"re", "unicodedata"},  # normalises paths and international hosts
    "assistance.py": {"datetime"},  # compares the days that it is given
    "cleaning.py": {"unicodedata"},  # tells what nobody sees
    "desk.py": {"csv", "re"},  # takes lines of a table apart; only the command of the desk imports it
    "diagnosis.py": {"datetime"},  # adds a server's offset to a time that it is given
    "day_password.py": {
        "datetime",
        "hmac",
        "re",
        "unicodedata",
    },  # derives, and reads what was typed; only jobs import it
    "report/compose.py": {"datetime"},  # writes dates that it is given
    "report/known_secrets.py": {"base64", "json"},  # spells a secret in every form
    "report/redaction.py": {"re"},  # finds what must not be shown
    "shown/checklist.py": {"dataclasses"},  # collects what a running test says
    "shown/status.py": {"datetime"},  # writes dates that it is given
    "spellings.py": {"base64", "codecs", "unicodedata"},  # spells a secret in more forms; only jobs import it
    "report/support_mail.py": {"datetime", "shlex"},  # writes dates and commands that it is given
    "report/wrapping.py": {"textwrap"},  # breaks lines
    "servers/answers.py": {"datetime", "email.utils"},  # reads the dates that servers send (RFC 9110 §5.6.7)
    "servers/dialing.py": {"itertools"},  # lets both families of addresses take turns
    "servers/oauth.py": {"json"},  # reads NaN, which msgspec refuses; only jobs import it
    "servers/proxies.py": {"fnmatch"},  # matches a host with a pattern: fnmatchcase() looks at no file
    "servers/proxy_variables.py": {"re"},  # takes the values of variables apart; only jobs import it
    "servers/proxies_desktop.py": {"re"},  # reads values and lists of the desktops; only jobs import it
    "session.py": {"re"},  # takes the screen off the name of an X display
    "stage_facts.py": {"datetime"},  # holds the date that a certificate expires
    "strangers.py": {"unicodedata"},  # tells letters from other signs
    "typed_addresses.py": {"re", "unicodedata"},  # finds an address and its slips in what was pasted
    "typed_settings.py": {"re"},  # recognises what needs no repair
    "texts/characters.py": {"unicodedata"},  # names the kind of a character
    "texts": {"datetime"},  # all of them may write dates that they are given
}
IMPURE = {"open", "print", "input", "exec", "eval", "__import__"}
IMPURE_METHODS = {"now", "today", "utcnow"}


def imports_of(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


@pytest.mark.parametrize("source", SOURCES)
def test_the_core_imports_only_what_is_pure(source: str) -> None:
    foreign = {name for name in imports_of(CORE / source) if not name.startswith("iea_agent.core")}
    assert foreign <= ALLOWED | ALLOWED_IN.get(source, set()) | ALLOWED_IN.get(source.split("/", maxsplit=1)[0], set())


@pytest.mark.parametrize("source", SOURCES)
def test_the_core_reads_no_clock_and_opens_no_file(source: str) -> None:
    calls = [
        node.func for node in ast.walk(ast.parse((CORE / source).read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    assert not IMPURE & {call.id for call in calls if isinstance(call, ast.Name)}
    assert not IMPURE_METHODS & {call.attr for call in calls if isinstance(call, ast.Attribute)}
