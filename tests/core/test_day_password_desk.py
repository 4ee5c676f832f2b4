"""The support desk computes the same password of the day, with ``openssl`` and ``oathtool`` alone."""

import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from iea_agent.core.day_password import check_digit, password_of, secret_of
from tests.requirements import require_program

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "0008-password-of-the-day.md"

LICENCES = [
    ("75-000042", "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"),
    ("licence de l'Été", "clé à accents éèêëïôùüçœÆ€"),
    ("75 000 042", " key with spaces at both ends "),
    ("a=b&c=d", "k=v&k2=v2==&"),
    ("75:000042", "key:with:colons"),
    ("$NUMBER `id` \"q\" 'q' \\", "$KEY `id` $(id) \"q\" 'q' \\ %s %d * ? ~"),
    ("数字", "日本語の鍵 🔑"),
    ("-1", "-n"),
    ("0", "0"),
    ("9" * 100, "k" * 200),
    *((f"{chance:02}-{chance * 7919:06}", Random(chance).randbytes(18).hex()) for chance in range(1, 15)),
]
"""Numbers and keys with signs that a shell, ``openssl`` or a form would read as their own."""


def desk_commands() -> str:
    """Return the two commands as the desk reads them, the second one for every moment that is an argument."""
    block = re.search(r"^```\n(.+)\n(.+) \$S\n```$", DECISION.read_text(encoding="utf-8"), re.MULTILINE)
    assert block is not None
    derive, compute = block.groups()
    return f'{derive}\necho $S\nfor AT in "$@"; do {compute} -N "$AT" $S; done'


def desk_says(number: str, key: str, moments: list[datetime]) -> list[str]:
    """Return the secret (hexadecimal), then the password of each moment without its check digit."""
    texts = [f"{moment:%Y-%m-%d %H:%M:%S} UTC" for moment in moments]
    environ = {**os.environ, "NUMBER": number, "KEY": key}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", desk_commands(), "desk", *texts],
        env=environ, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


def moments_for(number: str) -> list[datetime]:
    """Return moments over a century: chance ones, and both sides of the change of day, in winter and in summer."""
    chance = Random(number)
    edges = [datetime(2026, month, 14, 23, tzinfo=UTC) for month in (1, 7)]
    spread = [
        datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(100 * 365 * 86_400)) for _ in "x" * 20
    ]
    return [*spread, *edges, *(edge - timedelta(seconds=1) for edge in edges)]


@pytest.mark.parametrize(("number", "key"), LICENCES)
def test_openssl_and_oathtool_compute_the_same(number: str, key: str) -> None:
    require_program("bash", "openssl", "oathtool", "xxd")
    moments = moments_for(number)
    secret = secret_of(number, key)
    ours = [password_of(secret, moment.timestamp()) for moment in moments]
    assert desk_says(number, key, moments) == [secret.hex(), *(password[:8] for password in ours)]
    assert [password[8] for password in ours] == [check_digit(password[:8]) for password in ours]
