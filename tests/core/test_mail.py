"""A mail as a link: what a mail program reads out of it is what was written."""

import re
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.mail import mailto

SUPPORT = "impact-emploi-association@urssaf.fr"
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def read(uri: str) -> dict[str, str]:
    """Read a link as a mail program does (RFC 6068 §2): ``+`` is a plus."""
    parts = urlsplit(uri)
    assert parts.scheme == "mailto"
    fields = dict(field.split("=", 1) for field in parts.query.split("&") if field)
    return {"to": unquote(parts.path)} | {name: unquote(value) for name, value in fields.items()}


def test_a_mail_reads_as_in_the_rfc() -> None:
    assert mailto("chris@example.com", "", "") == "mailto:chris@example.com"
    assert mailto("chris@example.com", "coffee", "") == "mailto:chris@example.com?subject=coffee"
    assert mailto("infobot@example.com", "", "send current-issue\nsend index") == (
        "mailto:infobot@example.com?body=send%20current-issue%0D%0Asend%20index"
    )
    assert mailto("u@example.org", "caf\xe9", "") == "mailto:u@example.org?subject=caf%C3%A9"
    assert mailto("gorby%kremvax@example.com", "", "") == "mailto:gorby%25kremvax@example.com"
    assert mailto("unlikely?address@example.com", "", "") == "mailto:unlikely%3Faddress@example.com"


def test_the_subject_of_the_help_sheet_stands_to_the_letter() -> None:
    uri = mailto(SUPPORT, "Serveur de connexion 3.00.21", "Bonjour,\n\n1 + 1 = 2 & « fin »")
    assert read(uri) == {
        "to": SUPPORT,
        "subject": "Serveur de connexion 3.00.21",
        "body": "Bonjour,\r\n\r\n1 + 1 = 2 & « fin »",
    }
    assert "+" not in uri


@pytest.mark.parametrize("body", ["one\ntwo", "one\r\ntwo", "one\rtwo"])
def test_every_line_ends_as_in_a_mail(body: str) -> None:
    assert read(mailto(SUPPORT, "", body))["body"] == "one\r\ntwo"


def test_a_subject_begins_no_other_header() -> None:
    uri = mailto(SUPPORT, "Bonjour\r\nBcc: all@example.org", "")
    assert read(uri)["subject"] == "Bonjour Bcc: all@example.org"


def test_half_a_character_does_not_cost_the_mail() -> None:
    assert read(mailto(SUPPORT, "", "a\ud800b"))["body"] == "a?b"


@given(subject=TEXT, body=TEXT)
def test_any_mail_is_one_link_without_a_character_that_means_something_else(subject: str, body: str) -> None:
    uri = mailto(SUPPORT, subject, body)
    assert re.fullmatch(r"mailto:[\w@.-]+(\?(subject|body)=[\w.~%-]+(&body=[\w.~%-]+)?)?", uri, re.ASCII)
    read_back = read(uri)
    assert read_back.get("body", "").split("\r\n") == (body.replace("’", "'").splitlines() or [""])
    EmailMessage()["Subject"] = read_back.get("subject", "").encode("ascii", "replace").decode()
