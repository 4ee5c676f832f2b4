"""Redirects to https, ``Retry-After`` and ``Date``, well-formed or not."""

from email.utils import formatdate

import pytest

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.answers import (
    MAX_RETRY_AFTER_S,
    clock_offset_s,
    judge_file,
    leads_to_https,
    redirect_target,
    retry_after_s,
)
from iea_agent.core.servers.oauth import judge_token
from tests.core.servers.test_answers import NOW, answer


@pytest.mark.parametrize(
    ("status", "location", "leads"),
    [
        (301, "https://auth.example/x", True),
        (300, "https://auth.example/x", True),
        (299, "https://auth.example/x", False),
        (400, "https://auth.example/x", False),
        (308, "https://AUTH.example:8443/x", True),
        (302, "https://portail.example/x", False),
        (302, "http://auth.example/x", False),
        (302, "/x", False),
        (302, "http://[nowhere", False),
        (302, None, False),
        (200, "https://auth.example/x", False),
    ],
)
def test_a_redirect_to_the_same_host_over_https_is_known(status: int, location: str | None, leads: bool) -> None:  # noqa: FBT001 (a column)
    found = answer(status, headers={} if location is None else {"location": location})
    assert leads_to_https(found, "http://auth.example/x") is leads
    assert not leads_to_https(found, "https://auth.example/x")


class TestRedirects:
    @pytest.mark.parametrize(
        ("status", "url", "verdict"),
        [
            (301, "https://auth.example/x", Verdict.MOVED),
            (308, "HTTPS://auth.example/x", Verdict.MOVED),
            (301, "http://127.0.0.1/x", Verdict.PORTAL),
            (308, "http://127.0.0.1/x", Verdict.PORTAL),
            (302, "https://auth.example/x", Verdict.PORTAL),
            (303, "https://auth.example/x", Verdict.PORTAL),
            (307, "https://auth.example/x", Verdict.PORTAL),
            (300, "https://auth.example/x", Verdict.PORTAL),
            (511, "https://auth.example/x", Verdict.PORTAL),
        ],
    )
    def test_only_a_permanent_one_over_https_says_that_the_server_has_moved(
        self, status: int, url: str, verdict: Verdict
    ) -> None:
        found = answer(status, headers={"location": "https://new.example/"}, url=url)
        for judged in (judge_file(found), judge_token(found)):
            assert judged is not None
            assert judged.verdict is verdict

    @pytest.mark.parametrize(
        ("location", "target"),
        [
            ("https://new.example/a/b?c=d#e", "https://new.example"),
            ("http://NEW.example:8080/", "http://new.example:8080"),
            ("/elsewhere", "https://auth.example"),
            ("//other.example", "https://other.example"),
            ("https://[2001:db8::1]/", "https://[2001:db8::1]"),
            ("https://jean:secret@new.example/", "https://new.example"),
            ("ftp://new.example/", ""),
            ("https://k7Qm2-X9vTz-4LpWs.new.example/", "https://*.new.example"),
            ("https://new.example:99999/", ""),
            ("http://[nowhere", ""),
            ("https://new\x1b[31m.example", ""),
            ("https://", "https://auth.example"),
            ("", ""),
        ],
    )
    def test_their_target_is_said_by_scheme_host_and_port(self, location: str, target: str) -> None:
        found = answer(301, headers={"location": location}, url="https://auth.example/x")
        assert redirect_target(found) == target
        judged = judge_file(found)
        assert judged is not None
        assert judged.detail == (f"HTTP 301, to {target}" if target else "HTTP 301")
        assert judged.moved_to == target

    def test_only_a_server_that_has_proved_its_name_has_moved(self) -> None:
        headers = {"location": "https://new.example/"}
        for found in (
            answer(301, headers=headers, url="http://auth.example/x"),
            answer(302, headers=headers, url="https://auth.example/x"),
        ):
            judged = judge_file(found)
            assert judged is not None
            assert (judged.verdict, judged.moved_to) == (Verdict.PORTAL, "")

    def test_an_answer_that_is_none_has_no_target(self) -> None:
        assert redirect_target(answer(200, headers={"location": "https://new.example/"})) == ""


class TestTimes:
    @pytest.mark.parametrize(
        ("header", "seconds"),
        [
            ("120", 120.0),
            (" 0 ", 0.0),
            ("7200", MAX_RETRY_AFTER_S),
            ("9" * 5000, MAX_RETRY_AFTER_S),
            (formatdate(NOW + 90, usegmt=True), 90.0),
            (formatdate(NOW + 9000, usegmt=True), MAX_RETRY_AFTER_S),
            (formatdate(NOW - 90, usegmt=True), 0.0),
            ("-5", None),
            ("1.5", None),
            ("٣", None),
            ("soon", None),
            ("", None),
        ],
    )
    def test_a_wait_asked_for_is_bounded_or_ignored(self, header: str, seconds: float | None) -> None:
        assert retry_after_s(answer(503, b"", {"retry-after": header}), NOW) == seconds

    def test_no_wait_asked_for_is_none(self) -> None:
        assert retry_after_s(answer(503), NOW) is None

    @pytest.mark.parametrize(
        "text",
        ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
    )
    def test_every_form_of_date_of_the_standard_is_read(self, text: str) -> None:
        assert clock_offset_s(answer(200, b"", {"date": text}), 784111777.0) == 0.0

    def test_a_leap_second_and_a_zone_are_dates_too(self) -> None:
        for text, at in (
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1483228800.0),
            ("Sun, 06 Nov 1994 09:49:37 +0100", 784111777.0),
        ):
            assert clock_offset_s(answer(200, b"", {"date": text}), at) == 0.0

    @pytest.mark.parametrize("age", ["0", "3600", "", "hier"])
    def test_the_date_of_a_cached_answer_is_no_clock(self, age: str) -> None:
        headers = {"date": formatdate(NOW - 3600, usegmt=True), "age": age}
        assert clock_offset_s(answer(200, b"", headers), NOW) is None

    def test_a_clock_that_is_ahead_has_a_negative_offset(self) -> None:
        headers = {"date": formatdate(NOW - 300, usegmt=True)}
        assert clock_offset_s(answer(200, b"", headers), NOW) == -300.0

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "now",
            "Sun, 06 Nov 99999 08:49:37 GMT",
            "Sun, 31 Feb 2026 08:49:37 GMT",
            "Sun, 06 Nov 1994 99:99:99 GMT",
            "Sun, 06 Nov 1994 08:49:37 +999999999999999999",
            "Sun, 06 Nov 1994 08:49:37 +9999",
            "Sun, 00 Nov 1994 08:49:37 GMT",
        ],
    )
    def test_a_date_that_is_none_says_nothing(self, text: str) -> None:
        assert clock_offset_s(answer(200, b"", {"date": text}), NOW) is None
