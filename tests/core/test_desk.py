"""The support desk's list: good rows are used, each bad row is named by its line, and no key is repeated."""

import pytest

from iea_agent.core.day_password import password_of
from iea_agent.core.desk import BadRow, Licence, RowFault, TableError, TableFault, licences_in

KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
SECRET = "c1f961c5e67e98a8ffdf6d979248529d1723e5e3edd2ef8de924f6ebc2a9ac21"
NOON = 1_795_345_200.0  # 2026-11-22 12:00 in Paris


@pytest.mark.parametrize(
    "text",
    [
        f"licence;key\n75-000042;{KEY}\n",
        f"licence,secret\r\n75-000042,{SECRET}\r\n",
        f"\ufeff\n Licence \tKey\n75-000042\t{KEY}",
        f'"licence";"name";"key"\n"75-000042";"A;B";"{KEY}"\n',
        f"secret;licence\n{SECRET.upper()}; 75-000042 \n",
        f"licence;key;secret\n75-000042;other;{SECRET}\n",
        f"licence;key\n75-000042;{KEY};;\n",
    ],
)
def test_a_row_gives_the_password_of_the_specification(text: str) -> None:
    (found,) = licences_in(text)
    assert isinstance(found, Licence)
    assert (found.number, password_of(found.secret, NOON)) == ("75-000042", "341471202")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", TableFault.EMPTY),
        ("\n \r\n", TableFault.EMPTY),
        (f"75-000042;{KEY}\n", TableFault.NO_NUMBERS),
        ("licence;name\n75-000042;A\n", TableFault.NO_SECRETS),
        (f"licence;key;key\n75-000042;{KEY};other\n", TableFault.TWICE),
        (f"licence;licence;key\n75-000042;75-1;{KEY}\n", TableFault.TWICE),
        (f'licence;"key\n75-000042;{KEY}\n', TableFault.FORM),
        (f"licence;key;{'0' * 200_000}\n75-000042;{KEY}\n", TableFault.FORM),
    ],
)
def test_a_table_of_which_nothing_can_be_used(text: str, fault: TableFault) -> None:
    with pytest.raises(TableError) as raised:
        licences_in(text)
    assert raised.value.fault is fault


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (f";{KEY}", RowFault.NO_NUMBER),
        ("75-000042;", RowFault.NO_SECRET),
        ("75-000042", RowFault.NO_SECRET),
        (f"75\N{EM DASH}000042;{KEY}", RowFault.NUMBER),
        (f"75-000042;{KEY}\N{EM DASH}", RowFault.KEY),
        (f'75-000042;"{KEY}', RowFault.QUOTE),
        (f"75-000042;{KEY[:5]};{KEY[5:]}", RowFault.CELLS),
        (f"75-000042;{KEY[:5]}\x0c\N{EM DASH}{KEY[5:]}", RowFault.KEY),
        (f"75-000042;{KEY[:5]}\u2028{KEY[5:]}", RowFault.KEY),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_others_are_used(row: str, fault: RowFault) -> None:
    found = list(licences_in(f"licence;key\n75-000001;{KEY}\n\n{row}\n;\n75-000002;{KEY}\n"))
    assert [one.line for one in found] == [2, 4, 6]
    assert isinstance(found[1], BadRow)
    assert found[1].fault is fault


@pytest.mark.parametrize("secret", ["c1f9", "z" * 64, SECRET + "00"])
def test_a_secret_has_64_hexadecimal_digits(secret: str) -> None:
    assert list(licences_in(f"licence;secret\n75-1;{secret}\n")) == [BadRow(2, RowFault.SECRET)]


def test_no_key_and_no_secret_is_shown() -> None:
    shown = repr(list(licences_in(f"licence;key\n75-1;{KEY}\n75-2;{KEY}\N{EM DASH}\n")))
    assert KEY not in shown
    assert "secret" not in shown.replace("RowFault.SECRET", "")
