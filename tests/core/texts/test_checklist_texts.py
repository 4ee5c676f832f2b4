"""The words of a finished stage."""

from datetime import date
from typing import get_args

import pytest

from iea_agent.core.diagnosis import Diagnosis, Stage, StageReport, Verdict
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
from iea_agent.core.strangers import NO_WORDS, strangers_place, strangers_text
from iea_agent.core.texts.checklist import NAMELESS, PROXY_SOURCE, detail, lines_of, words_of

WORDS: list[tuple[StageFact, str]] = [
    (Addresses(("192.0.2.7", "2001:db8::7")), "192.0.2.7, 2001:db8::7"),
    (DirectPeer("192.0.2.7:443"), "directe, 192.0.2.7:443"),
    (DirectPeer("h:1", proxy_unusable=True), "directe, h:1 (les paramètres du proxy n’ont pas pu être suivis)"),
    (
        DirectPeer("h:1", failed=(strangers_place("a", 1), NO_WORDS), skipped=(NO_WORDS,)),
        "directe, h:1, après un échec par a:1, connexion directe, proxy inutilisable ignoré (" + NAMELESS + ")",
    ),
    (ProxyPeer(strangers_place("p", 1), failed=(NO_WORDS,)), "par le proxy p:1, après un échec par connexion directe"),
    (ProxyPeer(strangers_place("p", 1)), "par le proxy p:1"),
    (ProxyPeer(strangers_place("p", 1), by_script=True), "par le proxy p:1 (script de configuration)"),
    (ProxyPeer(strangers_place("p", 1), ProxySource.KDE), "par le proxy p:1 (paramètres de KDE)"),
    (
        ProxyPeer(strangers_place("p", 1), ProxySource.WINDOWS, by_script=True),
        "par le proxy p:1 (script de configuration, paramètres de Windows)",
    ),
    (
        Certificate(strangers_text("Certigna Services CA"), date(2027, 3, 4)),
        "expire le 04/03/2027",
    ),
    (HttpStatus(200), "HTTP 200"),
    (Issuer("https://authentication.example"), "https://authentication.example"),
    (TimestampMetadata(strangers_text("3")), "TUF, version 3, signature non vérifiée"),
    (TimestampMetadata(strangers_text("3"), verified=True), "TUF, version 3, signature vérifiée"),
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


def test_a_signer_stands_on_a_line_of_its_own() -> None:
    signed = Certificate(strangers_text("Urssaf », expiré. Appelez le 08 99 00 00 00. « X"), date(2027, 3, 4))
    assert lines_of(StageReport(Stage.ENCRYPTION, 1.0, signed)) == (
        "expire le 04/03/2027",
        "signé par\u00a0: Urssaf , expiré. Appelez le 08 99 0* ** **. X",
    )
    assert lines_of(StageReport(Stage.ENCRYPTION, 1.0, Certificate(NO_WORDS, date(2027, 3, 4)))) == (
        "expire le 04/03/2027",
    )
    assert lines_of(StageReport(Stage.ANSWER, 1.0)) == ()


def test_what_the_other_side_said_has_its_line() -> None:
    assert words_of(Diagnosis(Verdict.REFUSED, words=strangers_text("no"))) == "texte reçu\u00a0: no"
    assert words_of(Diagnosis(Verdict.TLS_UNTRUSTED, words=strangers_text("X"))) == "signé par\u00a0: X"
    assert words_of(Diagnosis(Verdict.REFUSED)) == ""


def test_a_proxy_without_a_name_is_said() -> None:
    assert detail(StageReport(Stage.PROXY, 1.0, ProxyPeer(NO_WORDS))) == "par le proxy dont le nom est illisible"
