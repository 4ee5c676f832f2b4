"""Every field that a person types into has its gate."""

import re
from pathlib import Path

from iea_agent import ui

UI = Path(ui.__file__).parent
FIELD = re.compile(
    r"(?<!class )\b(?:QLineEdit|QInputDialog|QComboBox|QPlainTextEdit|QTextEdit|TextArea)\(|\(QLineEdit\):"
)
GATES = {
    "forms/address_form.py": (1, "tidy_address("),
    "forms/digits_field.py": (1, "passwords_in("),
    "forms/licence_form.py": (2, "clean("),
    "forms/mail_form.py": (5, "Answers("),  # two are read-only, and the mail program gets the body as words
    "windows/assistance.py": (1, "clean("),
    "windows/help.py": (1, "setReadOnly(True)"),
    "windows/report.py": (1, "setReadOnly(True)"),
}
"""The modules with fields, how many each has, and what their text goes through."""


def test_every_field_goes_through_the_gate() -> None:
    sources = {path.relative_to(UI).as_posix(): path.read_text(encoding="utf-8") for path in UI.rglob("*.py")}
    fields = {name: len(FIELD.findall(source)) for name, source in sources.items() if FIELD.search(source)}
    assert fields == {name: count for name, (count, _) in GATES.items()}
    assert [name for name, (_, gate) in GATES.items() if gate not in sources[name]] == []
