"""TOML that people write: what is refused before the parsers see it, and what is not."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.files.recovery import CorruptError
from iea_agent.adapters.files.toml_text import MAX_DEPTH, MAX_PARTS, MAX_STATEMENTS, MAX_TOML, decode, line_of, parse
from iea_agent.core.file_notices import FlawKind

PIECES = st.sampled_from(
    [*"abé1.\"'=,[]{}#\\\n\t -:", '"""', "'''", "\r\n", "= ", "[[", "true", "0x", "\\u00e9", "\\x"]
)
DEEP, QUOTED = ".a" * 12_000, '."a"' * 12_000


def flaw_of(text: str) -> FlawKind:
    with pytest.raises(CorruptError) as raised:
        parse(text)
    return raised.value.flaw.kind


def is_within_limits(text: str) -> bool:
    """Tell whether a text is far from every limit, whatever is quoted in it."""
    return text.count("[") + text.count("{") <= MAX_DEPTH and text.count(".") < MAX_PARTS


@given(text=st.lists(PIECES, max_size=60).map("".join))
def test_whatever_is_parsed_is_what_the_parser_says(text: str) -> None:
    try:
        expected = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        with pytest.raises(CorruptError):
            parse(text)
    else:
        if is_within_limits(text):
            assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"a{DEEP} = 1",
        f"a{DEEP.replace('.', ' . ')} = 1",
        f"a{QUOTED} = 1",
        f"[a{DEEP}]",
        f"[[a{DEEP}]]",
        f"x = {{a{DEEP} = 1}}",
        f"x = 1 # comment\r\ny{DEEP} = 1",
        f'x = ["""a"""", {{a{DEEP} = 1}}]',  # one quotation mark belongs to the text, three end it
        f"x = ['''a''''', {{a{DEEP} = 1}}]",
        f'x = ["\\"", {{a{DEEP} = 1}}]',
        f"x = ['\\', {{a{DEEP} = 1}}]",
        f'x = ["""\\""""", {{a{DEEP} = 1}}]',
        f'x = ["", {{a{DEEP} = 1}}]',
        "x = " + "[" * 1000 + "]" * 1000,
        "x = " + "{a=" * 1000 + "1" + "}" * 1000,
        "x = " + "[\n#]\n" * 100 + "]" * 100,
    ],
    ids=lambda text: text[:16],
)
def test_what_the_parsers_would_need_too_long_for_is_refused(text: str) -> None:
    assert flaw_of(text) is FlawKind.TOO_NESTED


@pytest.mark.parametrize(
    "text",
    [
        f"x = '{DEEP}'",
        f'x = "{DEEP} [[[[[[[[[[[[ \\" {DEEP}"',
        f'x = """{DEEP}\n{"[" * 100}\n"""',
        f"x = '''{DEEP}\n{'{' * 100}\n'''",
        f"# {DEEP} {'[' * 100}\nx = 1",
        f"x = [{'1.5, ' * 5000}]",
        ".".join("a" * MAX_PARTS) + " = 1",
        "x = " + "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        "x = 1\n" + "# x\n\n" * 10_000,
        "\n".join(f"x{number} = 1" for number in range(MAX_STATEMENTS)),
        "[[x]]\na.b = 1\n" * (MAX_STATEMENTS // 2),
    ],
    ids=lambda text: text[:16],
)
def test_what_only_looks_nested_or_long_is_parsed(text: str) -> None:
    assert parse(text) == tomllib.loads(text)


def test_the_limits_are_the_limits() -> None:
    assert flaw_of(".".join("a" * (MAX_PARTS + 1)) + " = 1") is FlawKind.TOO_NESTED
    assert flaw_of("x = " + "[" * (MAX_DEPTH + 1)) is FlawKind.TOO_NESTED
    assert flaw_of("x = 1\n" * (MAX_STATEMENTS + 1)) is FlawKind.TOO_LONG
    assert decode(b"x" * MAX_TOML) == ("x" * MAX_TOML, False)
    with pytest.raises(CorruptError) as raised:
        decode(b"x" * (MAX_TOML + 1))
    assert raised.value.flaw.kind is FlawKind.TOO_LONG


def test_an_error_without_a_place_is_at_the_end() -> None:
    with pytest.raises(CorruptError) as raised:
        parse("a = 1\n\nb = [1,\n2\n\n\n")
    assert raised.value.flaw.line == 4


@pytest.mark.parametrize(
    "line", ["secure = 1", "  'secure' = 1", '\t"secure"=1', "secure.x = 1", "[secure]", "[[ secure ]]"]
)
def test_the_line_of_a_setting_is_found_as_it_can_be_written(line: str) -> None:
    assert line_of(f"# secure = 2\r\ninsecure = 1\n\n{line}\n", "secure") == 4
    assert line_of("secured = 1\n# secure = 1", "secure") == 0
