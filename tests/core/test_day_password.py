"""The password of the day: the vectors of the standards, what is forgiven in typing, and which day's password counts.

That the support desk computes the same with ``openssl`` and ``oathtool`` is in ``test_day_password_desk.py``.
"""

import hmac
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.day_password import (
    NEAR_DAYS,
    TypingFault,
    check_digit,
    day_of,
    hkdf_sha256,
    hotp,
    judge,
    parse,
    password_of,
    passwords_in,
    passwords_near,
    secret_of,
    totp,
    written,
)

PARIS = ZoneInfo("Europe/Paris")
SECRET = secret_of("75-000042", "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf")
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
YEARS = [date(2026, 1, 1) + days * DAY for days in range(2 * 365)]
CHANGE_NIGHTS = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
EIGHT_DIGITS = st.from_regex(r"[0-9]{8}", fullmatch=True)
PASSWORDS = EIGHT_DIGITS.map(lambda digits: digits + check_digit(digits))
TODAY = "500694231"
MORNING = datetime(2026, 11, 23, 9, tzinfo=PARIS)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def password_at(at: datetime) -> str:
    return password_of(SECRET, at.timestamp())


def judged(digits: str, at: datetime) -> PasswordOutcome:
    return judge(SECRET, digits, at.astimezone(PARIS))


# The standards.


@pytest.mark.parametrize(
    ("counter", "password"),
    list(
        enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])
    ),
)
def test_the_vectors_of_rfc_4226(counter: int, password: str) -> None:
    assert hotp(b"12345678901234567890", counter, digits=6, algorithm="sha1") == password


@pytest.mark.parametrize(
    ("at", "password"),
    [
        (59, "46119246"),
        (1_111_111_109, "68084774"),
        (1_111_111_111, "67062674"),
        (1_234_567_890, "91819424"),
        (2_000_000_000, "90698825"),
        (20_000_000_000, "77737706"),
    ],
)
def test_the_sha_256_vectors_of_rfc_6238(at: int, password: str) -> None:
    secret = b"12345678901234567890123456789012"
    assert totp(secret, at, step_s=30, begin_s=0, digits=8, algorithm="sha256") == password


@pytest.mark.parametrize(
    ("key", "salt", "info", "derived"),
    [
        pytest.param(
            b"\x0b" * 22,
            bytes(range(0x0D)),
            bytes(range(0xF0, 0xFA)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
            id="A.1",
        ),
        pytest.param(
            bytes(range(0x50)),
            bytes(range(0x60, 0xB0)),
            bytes(range(0xB0, 0x100)),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
            id="A.2",
        ),
        pytest.param(
            b"\x0b" * 22,
            b"",
            b"",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            id="A.3",
        ),
    ],
)
def test_the_sha_256_vectors_of_rfc_5869(key: bytes, salt: bytes, info: bytes, derived: str) -> None:
    assert hkdf_sha256(key, salt=salt, info=info, length=len(derived) // 2).hex() == derived


def test_rfc_5869_derives_no_more_than_255_blocks() -> None:
    assert len(hkdf_sha256(b"key", salt=b"", info=b"", length=255 * 32)) == 255 * 32
    with pytest.raises(ValueError, match="range"):
        hkdf_sha256(b"key", salt=b"", info=b"", length=255 * 32 + 1)


def test_the_published_example_of_damm() -> None:
    assert check_digit("572") == "4"


@given(st.from_regex(r"[0-9]{1,12}", fullmatch=True))
def test_a_number_with_its_check_digit_checks_to_nothing(digits: str) -> None:
    assert check_digit(digits + check_digit(digits)) == "0"


@given(PASSWORDS)
def test_every_single_wrong_digit_is_noticed(password: str) -> None:
    for place, right in enumerate(password):
        for wrong in set("0123456789") - {right}:
            assert parse(password[:place] + wrong + password[place + 1 :]) is TypingFault.CHECK_DIGIT


@given(PASSWORDS)
def test_every_swap_of_two_neighbours_is_noticed(password: str) -> None:
    for place in range(8):
        left, right = password[place], password[place + 1]
        swapped = password[:place] + right + left + password[place + 2 :]
        assert parse(swapped) == (password if left == right else TypingFault.CHECK_DIGIT)


# The password.


def test_the_secret_is_the_one_that_openssl_derives() -> None:
    assert SECRET.hex() == "c1f961c5e67e98a8ffdf6d979248529d1723e5e3edd2ef8de924f6ebc2a9ac21"


@pytest.mark.parametrize(
    ("at", "password"),
    [
        ("2026-11-22 23:59:59", "341 471 202"),
        ("2026-11-23 00:00:00", "500 694 231"),
        ("2026-07-14 00:30:00", "875 036 714"),
        ("2026-07-14 01:00:00", "729 479 317"),
    ],
)
def test_the_vectors_that_were_agreed_with_the_desk(at: str, password: str) -> None:
    assert written(password_at(paris(at))) == password


@pytest.mark.parametrize(
    ("number", "key"),
    [("75-000043", "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"), ("75-000042", "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGg")],
)
def test_another_licence_or_key_has_another_secret(number: str, key: str) -> None:
    assert secret_of(number, key) != SECRET


def test_the_password_changes_once_a_day_also_when_the_clocks_change() -> None:
    begin = datetime(2026, 1, 1, 23, tzinfo=UTC)
    passwords = []
    for days in range(365):
        password = password_at(begin + days * DAY)
        assert password_at(begin + (days + 1) * DAY - SECOND) == password
        passwords.append(password)
    assert len(set(passwords)) == 365


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-23 00:00:00", date(2026, 11, 23)),
        ("2026-11-22 23:59:59", date(2026, 11, 22)),
        ("2026-07-14 00:59:59", date(2026, 7, 13)),
        ("2026-07-14 01:00:00", date(2026, 7, 14)),
    ],
)
def test_the_day_of_a_password_begins_with_it(at: str, day: date) -> None:
    assert day_of(paris(at).timestamp()) == day


# What was typed.


@pytest.mark.parametrize(
    "typed",
    [
        "500694231",
        "500 694 231",
        "  500 694 231\r\n",
        "500-694-231",
        "500.694.231",
        "500,694,231.",
        "500·694·231",
        "500\u00a0694\u202f231",  # no-break spaces, wide and narrow
        "500\t694\n231",
        "500\u2013694\u2014231",  # en dash, em dash
        "500\u2011694\u2212231",  # no-break hyphen, minus
        "\ufeff500\u200b694\u00ad231\u200e",  # byte order mark, zero-width space, soft hyphen, direction mark
        "5 0 0 6 9 4 2 3 1",
        "« 500 694 231 »",
        "« 500 694 231 ».",
        '"500 694 231"',
        "'500694231'",
        "“500 694 231”",
        "*500 694 231*",
        "(« 500 694 231 »)",
        "<500694231>",
        "５００６９４２３１",
        "５００－６９４－２３１",
        "٥٠٠٦٩٤٢٣١",
    ],
)
def test_what_means_the_password_is_read_as_the_password(typed: str) -> None:
    assert parse(typed) == TODAY


@given(PASSWORDS)
def test_a_password_as_it_is_written_is_read(password: str) -> None:
    assert parse(written(password)) == password


@given(EIGHT_DIGITS)
def test_the_check_digit_may_be_left_out(digits: str) -> None:
    assert parse(f"{digits[:4]} {digits[4:]}") == digits


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", TypingFault.EMPTY),
        (" \t\r\n\u00a0\u200b", TypingFault.EMPTY),
        ("-", TypingFault.NOT_DIGITS),
        ('""', TypingFault.NOT_DIGITS),
        ("mot de passe", TypingFault.NONE_IN_WORDS),
        ("5OO 694 231", TypingFault.NOT_DIGITS),  # the letter
        ("500 694 231 h", TypingFault.NOT_DIGITS),
        ("500694231²", TypingFault.NOT_DIGITS),  # the key beside the 1 of a French keyboard
        ("+500694231", TypingFault.NOT_DIGITS),
        ("500 694 23", None),
        ("500 694 2", TypingFault.TOO_SHORT),
        ("5", TypingFault.TOO_SHORT),
        ("500 694 231 0", TypingFault.TOO_LONG),
        ("500 694 231 500 694 231", TypingFault.TOO_LONG),
        ("500 694 232", TypingFault.CHECK_DIGIT),
        ("050 694 231", TypingFault.CHECK_DIGIT),
    ],
)
def test_what_can_be_no_password_is_a_typing_error(typed: str, fault: TypingFault | None) -> None:
    assert parse(typed) == ("50069423" if fault is None else fault)


@pytest.mark.parametrize("typed", ["(àà6ç'é\"&", "(00694231", "500694\"31'", "'00694231", "500694_31"])
def test_a_digit_typed_without_the_shift_key_is_never_passed_over(typed: str) -> None:
    """On a French keyboard ``( ' " _`` are 5, 4, 3 and 8: without them eight digits may remain, and cost a try."""
    assert parse(typed) is TypingFault.NOT_DIGITS


MAIL = """\
Bonjour Mme Dupont,

le mot de passe du jour de la licence {number} pour le 23/11/2026 (demande du 23.11.2026 à 9 h 05)\u00a0: {password}.

Cordialement, l'assistance — tél. 01 23 45 67 89, SIRET 123 456 789 00012
> Le 23 nov. 2026 à 08:59, 75-000042 a écrit :
"""


@pytest.mark.parametrize(
    "written_so",
    [
        "500 694 231",
        "500694231",
        "500\u00a0694\u202f231",
        "500-694-231",
        "50 06 94 23 1",
        "5 0 0 6 9 4 2 3 1",
        "« 500 694 231 »",
    ],
)
def test_a_password_is_found_in_the_mail_that_brought_it(written_so: str) -> None:
    mail = MAIL.format(number="75-000042", password=written_so)
    assert parse(mail) == TODAY
    assert parse(" ".join(mail.split())) == TODAY, "as a field of one line pastes it"
    assert parse(f"{mail}\n> {mail}") == TODAY, "twice the same"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Mot de passe : 50069423", "50069423"),
        ("Mot de passe du 23 500 694 231", TODAY),
        ("Mot de passe : 500 694 232", None),
        ("Licence 75-000042, rappelez au 01 23 45 67 89", None),
        ("le 23.11.2026, 23-11-2026, 23/11/2026", None),
        ("code a500694231", None),
        ("SIRET 500 694 231 00012", None),
        ("SIRET 500-694-231-00012", None),
        ("", None),
    ],
)
def test_nothing_else_in_a_mail_is_taken_for_the_password(words: str, found: str | None) -> None:
    assert passwords_in(words) == ({found} if found else set())


def test_of_several_passwords_none_is_chosen() -> None:
    assert parse("Mot de passe : 500 694 231 ou 341 471 202") is TypingFault.SEVERAL_IN_WORDS
    assert parse("Mot de passe : 50069423 ou 34147120") is TypingFault.SEVERAL_IN_WORDS


@given(PASSWORDS, st.sampled_from(("", " ", "-", ".", "\u00a0", "\u202f", "\u2011")), st.text("abcé ,;\n", max_size=60))
def test_the_one_password_of_a_mail_is_found_however_it_is_written(password: str, gap: str, words: str) -> None:
    said = gap.join(password[start : start + 3] for start in range(0, 9, 3))
    assert parse(f"Bonjour {words}\n{said}\n{words}, l'assistance") == password


@given(PASSWORDS, PASSWORDS, st.text("abc \n", max_size=40))
def test_two_passwords_in_a_mail_are_never_one(first: str, second: str, words: str) -> None:
    expected = first if first == second else TypingFault.SEVERAL_IN_WORDS
    assert parse(f"Lundi : {first}.\n{words}\nMardi : {second}.") == expected


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_ascii_digits_or_a_fault(typed: str) -> None:
    read = parse(typed)
    assert isinstance(read, TypingFault) or (read.isascii() and read.isdecimal() and len(read) in {8, 9})


# Which day's password counts.


def expected(day: date, at: datetime) -> dict[int, PasswordOutcome]:
    """Tell what is due to the password of each day around ``day``, by another road: civil instants, compared in UTC."""
    begin = datetime.combine(day, time(), UTC) - timedelta(hours=1)
    previous_until = datetime.combine(day, time(3), PARIS).astimezone(UTC)
    next_from = begin + DAY - timedelta(minutes=15)
    near = dict.fromkeys(range(-7, 8), PasswordOutcome.OTHER_DAY)
    return {
        **near,
        0: PasswordOutcome.RIGHT,
        -1: PasswordOutcome.RIGHT if at < previous_until else PasswordOutcome.YESTERDAY,
        1: PasswordOutcome.RIGHT if at >= next_from else PasswordOutcome.OTHER_DAY,
        -8: PasswordOutcome.WRONG,
        8: PasswordOutcome.WRONG,
    }


def telling_instants(day: date) -> Iterator[datetime]:
    begin = datetime.combine(day, time(), UTC) - timedelta(hours=1)
    previous_until = datetime.combine(day, time(3), PARIS).astimezone(UTC)
    for edge in (begin, previous_until, begin + DAY / 2, begin + DAY - timedelta(minutes=15), begin + DAY):
        yield from (at for at in (edge - SECOND, edge) if begin <= at < begin + DAY)


@pytest.mark.parametrize("first", [YEARS[0], YEARS[365]], ids=lambda day: str(day.year))
def test_every_day_of_a_year_accepts_what_it_should_from_second_to_second(first: date) -> None:
    """Both change nights are among them, and the hours that exist twice or not at all."""
    for day in YEARS[YEARS.index(first) :][:365]:
        for at in telling_instants(day):
            due = {away: judgement for away, judgement in expected(day, at).items() if abs(away) in {0, 1, 2, 8}}
            assert {away: judged(password_at(at + away * DAY), at) for away in due} == due, at


@given(st.sampled_from(CHANGE_NIGHTS) | st.sampled_from(YEARS), st.integers(0, 86_399), st.integers(-8, 8))
def test_any_moment_accepts_what_it_should(day: date, into_s: int, away: int) -> None:
    at = datetime.combine(day, time(), UTC) + timedelta(seconds=into_s - 3600)
    assert judged(password_at(at + away * DAY), at) is expected(day, at)[away]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param("2026-01-15", 3, id="winter"),
        pytest.param("2026-07-14", 2, id="summer"),
        pytest.param("2026-03-29", 2, id="spring night"),
        pytest.param("2026-10-25", 3, id="autumn night"),
    ],
)
def test_the_previous_password_is_good_until_three_in_paris(day: str, hours: int) -> None:
    begin = datetime.fromisoformat(f"{day}T00:00+01:00")
    previous = password_at(begin - SECOND)
    end = begin + timedelta(hours=hours)
    assert end.astimezone(PARIS).hour == 3
    assert judged(previous, begin) is PasswordOutcome.RIGHT
    assert judged(previous, end - SECOND) is PasswordOutcome.RIGHT
    assert judged(previous, end) is PasswordOutcome.YESTERDAY


def test_the_hour_after_midnight_in_summer_does_not_bring_the_previous_password_back() -> None:
    at = paris("2026-07-14 00:30:00")
    assert judged(password_at(at), at) is PasswordOutcome.RIGHT
    assert judged(password_at(at - DAY), at) is PasswordOutcome.YESTERDAY


@pytest.mark.parametrize("midnight", ["2026-11-23 00:00:00", "2026-07-14 01:00:00"])
def test_the_next_password_is_good_a_quarter_of_an_hour_before_its_day(midnight: str) -> None:
    begin = paris(midnight)
    assert judged(password_at(begin), begin - timedelta(minutes=15)) is PasswordOutcome.RIGHT
    assert judged(password_at(begin), begin - timedelta(minutes=15, seconds=1)) is PasswordOutcome.OTHER_DAY


@pytest.mark.parametrize("away", range(-9, 10))
def test_the_check_digit_changes_nothing_in_the_judgement(away: int) -> None:
    password = password_at(MORNING + away * DAY)
    assert judged(password[:8], MORNING) is judged(password, MORNING)


def test_the_password_of_another_licence_is_wrong() -> None:
    other = secret_of("75-000043", "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf")
    assert judge(other, TODAY, MORNING) is PasswordOutcome.WRONG


@pytest.mark.parametrize("digits", ["", "5", "5006942", "500694232", "5006942310", "50069423é"])
def test_a_part_of_the_password_or_more_than_it_is_wrong(digits: str) -> None:
    """``parse()`` lets none of these through; the comparison does not rely on that."""
    assert judged(digits, MORNING) is PasswordOutcome.WRONG


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, 1, tzinfo=PARIS), datetime(2999, 12, 31, tzinfo=PARIS)])
def test_a_clock_that_is_far_out_breaks_no_comparison(at: datetime) -> None:
    assert judged(password_at(at), at) is PasswordOutcome.RIGHT
    assert judged(TODAY, at) is PasswordOutcome.WRONG


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        judge(SECRET, TODAY, datetime(2026, 11, 23, 9))  # noqa: DTZ001 (that is the point)


@pytest.mark.parametrize("away", [-8, -7, -1, 0, 1, 7, 8])
def test_every_comparison_is_in_constant_time_and_none_is_left_out(away: int, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def compare(computed: bytes, typed: bytes) -> bool:
        compared.append((computed, typed))
        return constant_time(computed, typed)

    constant_time = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", compare)
    typed = password_at(MORNING + away * DAY)
    judged(typed, MORNING)
    days = [password_at(MORNING + days * DAY).encode() for days in range(-7, 8)]
    assert compared == [(day, typed.encode()) for day in days]


def test_the_passwords_near_by_are_those_that_a_comparison_knows() -> None:
    near = passwords_near(SECRET, MORNING.timestamp())
    assert near[NEAR_DAYS] == TODAY
    assert near == tuple(password_at(MORNING + away * DAY) for away in range(-NEAR_DAYS, NEAR_DAYS + 1))
    assert PasswordOutcome.WRONG not in {judged(each, MORNING) for each in near}
    for away in (-NEAR_DAYS - 1, NEAR_DAYS + 1):
        assert password_at(MORNING + away * DAY) not in near
