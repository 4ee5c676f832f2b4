"""The words of a finished stage."""

from datetime import date
from typing import get_args

import pytest

from iea_agent.core.diagnosis import Stage, StageReport
from iea_agent.core.stage_facts import (
    Addresses,
    Certificate,
    DirectPeer,
    HttpStatus,
    Issuer,
    ProxyPeer,
    ProxySource,
    StageFact,
    TimestampMetadata,
)
from iea_agent.core.texts.checklist import PROXY_SOURCE, detail

WORDS: list[tuple[StageFact, str]] = [
    (Addresses(("192.0.2.7", "2001:db8::7")), "192.0.2.7, 2001:db8::7"),
    (DirectPeer("192.0.2.7:443"), "directe, 192.0.2.7:443"),
    (DirectPeer("h:1", proxy_unusable=True), "directe, h:1 (les réglages du proxy n'ont pas pu être suivis)"),
    (ProxyPeer("p:1"), "par le proxy p:1"),
    (ProxyPeer("p:1", by_script=True), "par le proxy p:1 (script de configuration)"),
    (ProxyPeer("p:1", ProxySource.KDE), "par le proxy p:1 (réglages de KDE)"),
    (
        ProxyPeer("p:1", ProxySource.WINDOWS, by_script=True),
        "par le proxy p:1 (script de configuration, réglages de Windows)",
    ),
    (
        Certificate("Certigna Services CA", date(2027, 3, 4)),
        "signé par «\u00a0Certigna Services CA\u00a0», expire le 04/03/2027",
    ),
    (HttpStatus(200), "HTTP 200"),
    (Issuer("https://authentication.example"), "https://authentication.example"),
    (TimestampMetadata("3"), "TUF, version 3"),
]


@pytest.mark.parametrize(("fact", "words"), WORDS, ids=lambda value: type(value).__name__)
def test_a_stage_says_what_it_found_out(fact: StageFact, words: str) -> None:
    assert detail(StageReport(Stage.NAME, 1.0, fact)) == words


def test_a_stage_without_a_fact_says_nothing() -> None:
    assert detail(StageReport(Stage.ANSWER, 1.0)) == ""


def test_every_kind_of_fact_and_every_source_has_its_words() -> None:
    assert {type(fact) for fact, _ in WORDS} == set(get_args(StageFact))
    assert set(PROXY_SOURCE) == set(ProxySource)


def test_many_addresses_are_cut() -> None:
    assert detail(StageReport(Stage.NAME, 1.0, Addresses(("192.0.2.200",) * 64))).endswith(", 192.…")
