"""The records of decisions: each has its own number, and whoever names one names one that exists."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
NAMED = re.compile(r"(?:decisions?/|[Dd]ecision |\]\()(00\d\d)(-[a-z0-9-]+\.md)?")


def test_each_record_has_a_number_of_its_own_and_its_title_says_it() -> None:
    numbers = [record.name[:4] for record in RECORDS]
    assert numbers == [f"{number:04}" for number in range(1, len(RECORDS) + 1)]
    for record in RECORDS:
        assert record.read_text("utf-8").startswith(f"# {record.name[:4]} "), record.name


def test_whoever_names_a_record_names_one_that_exists() -> None:
    names = {record.name for record in RECORDS}
    numbers = {name[:4] for name in names}
    files = subprocess.run(
        ["git", "ls-files", "*.py", "*.md", "*.toml", "Makefile"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    for file in files:
        for number, rest in NAMED.findall((ROOT / file).read_text("utf-8")):
            assert number in numbers, f"{file}: {number}"
            assert not rest or f"{number}{rest}" in names, f"{file}: {number}{rest}"
