"""The arguments of commands go through the gate for typed text."""

from argparse import ArgumentTypeError

import pytest

from iea_agent.cli import typed
from iea_agent.cli.parser import Argument
from iea_agent.cli.subcommands import SUBCOMMANDS, parse
from iea_agent.core.texts import command_line

GATES = {typed.licence_number, typed.day, typed.address, typed.path}
KEY = "k7Qm2-X9vTz-4LpWs"
TAKING_TEXT = [
    argument
    for command in SUBCOMMANDS
    for argument in command.arguments
    if argument.settings.get("action") != "store_true" and "choices" not in argument.settings
]


@pytest.mark.parametrize("argument", TAKING_TEXT, ids=lambda argument: argument.name)
def test_every_argument_with_a_text_has_its_gate(argument: Argument) -> None:
    assert argument.settings.get("type") in GATES


@pytest.mark.parametrize("given", ["75-000042", " 75-000042 ", "\ufeff75-000042\r\n", "75-000042\u00a0"])
def test_a_number_may_have_white_space_around(given: str) -> None:
    assert typed.licence_number(given) == "75-000042"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("75\u2013000042", "« tiret demi-cadratin (U+2013) » à la position 3"),
        ("75\u2011000042", "« trait d’union insécable (U+2011) » à la position 3"),
        ("75-\u200b000042", "« espace sans largeur, invisible (U+200B) » à la position 4"),
        ("75- 000042", "« espace » à la position 4"),
        ("75-\uff10", "« caractère pleine largeur (U+FF10) » à la position 4"),
        ("75-\u0430", "« lettre d’un autre alphabet (U+0430) » à la position 4"),
        ("75-\udce9", "« caractère invisible (U+DCE9) » à la position 4"),
        ('"75-000042"', "« guillemet droit » à la position 1"),
        (" ", command_line.NUMBER_NOT_GIVEN),
    ],
)
def test_a_number_that_is_not_typed_exactly_is_an_error_of_usage_that_names_the_character(
    given: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["day-password", "--licence", given])
    assert ended.value.code == 2
    assert said.rstrip(".") in capsys.readouterr().err.replace("\u00a0", " ")


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " \r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_key_is_read_as_shells_pipe_it(encoding: str, end: str) -> None:
    assert typed.key_in((KEY + end).encode(encoding)) == KEY


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", command_line.KEY_NOT_GIVEN),
        ("\ufeff \r\n".encode(), command_line.KEY_NOT_GIVEN),
        (b"cl\xe9", command_line.KEY_NOT_TEXT),
        (f"{KEY}\n{KEY}".encode(), "« saut de ligne » à la position 18"),
        (KEY.replace("-", "\u2013").encode(), "« tiret demi-cadratin (U+2013) » à la position 6"),
        (f"\u00a0{KEY}\u200b".encode(), "« espace sans largeur, invisible (U+200B) »"),
    ],
)
def test_no_password_is_made_of_another_key_without_a_word(given: bytes, said: str) -> None:
    with pytest.raises(ArgumentTypeError) as refused:
        typed.key_in(given)
    assert said in str(refused.value).replace("\u00a0", " ")


def test_an_address_is_repaired_and_keeps_http() -> None:
    assert typed.address("« http:/Host.example. »") == "http://host.example"
    assert typed.address("https://host\udce9.example") == "https://host\ufffd.example"


def test_the_name_of_a_file_may_have_any_visible_character() -> None:
    assert typed.path("\u202aC:\\Société\u00a0– paie\\ca.pem ") == "C:\\Société\u00a0– paie\\ca.pem"
    assert typed.path("/home/\udce9/ca.pem") == "/home/\udce9/ca.pem"
    with pytest.raises(ArgumentTypeError, match="U\\+202E"):
        typed.path("/home/a\u202eb")
