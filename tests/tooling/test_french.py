"""The French that people read keeps to the rules of typography and of words."""

from pathlib import Path

import pytest
from tools import french_words
from tools.french import ROOT, TEXTS, findings, fix, main
from tools.french_sources import HOLE, sentences_of, spans_of
from tools.french_typography import corrected, faults_of

from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.texts import launches, verdicts

APOSTROPHE, SPACE = "straight apostrophe", "plain space"


@pytest.mark.parametrize(
    ("bad", "faults", "good"),
    [
        ("l'icône n'est pas là", [APOSTROPHE], "l’icône n’est pas là"),
        ("jusqu'à aujourd'hui", [APOSTROPHE], "jusqu’à aujourd’hui"),
        ("d'«\u00a0ici\u00a0»", [APOSTROPHE], "d’«\u00a0ici\u00a0»"),
        ('f"signé par l\'{issuer}"', [APOSTROPHE], 'f"signé par l’{issuer}"'),
        ("Que faire : rien", [SPACE], "Que faire\u00a0: rien"),
        ("Envoyer ?", [SPACE], "Envoyer\u00a0?"),
        ("« oui »", [SPACE, SPACE], "«\u00a0oui\u00a0»"),
        ("«\u202foui\u202f»", [SPACE, SPACE], "«\u00a0oui\u00a0»"),
        ("«oui»", ["missing no-break space"] * 2, "«\u00a0oui\u00a0»"),
    ],
)
def test_typography_is_found_and_corrected(bad: str, faults: list[str], good: str) -> None:
    assert list(faults_of(bad)) == faults
    assert corrected(bad) == good
    assert list(faults_of(good)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tester l'accès aux serveurs",
        "«\u00a0Tester l'accès aux serveurs\u00a0» répond",
        "Mode assistance : déconnecté du serveur de production",
        "https://impact-emploi.urssaf.fr:8443/a?b;c!",
        "à 12:30",
        "{name:>10} {', '.join(names)}",
        "it doesn't matter, the agent's",
        "type='signal'",
    ],
)
def test_labels_of_the_sheet_and_code_are_left_alone(text: str) -> None:
    assert list(faults_of(text)) == []
    assert corrected(text) == text


MODULE = '''"""L'aide du module."""

LABEL = "l'un " "et l'autre : " f"d'{LABEL!r:>3}"
"""L'aide du nom."""


def words(name: str) -> str:
    """L'aide de la fonction."""
    return f"l'{'s' if name else 'd'}"  # l'autre
'''


def test_only_string_literals_are_corrected(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(MODULE, "utf-8")
    assert fix(module)
    right = MODULE.replace("\"l'un ", '"l’un ').replace("et l'autre :", "et l’autre\u00a0:")
    right = right.replace("f\"d'", 'f"d’').replace("f\"l'", 'f"l’')
    assert module.read_text("utf-8") == right
    assert not fix(module)


def test_sentences_are_read_as_they_are_displayed(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(MODULE, "utf-8")
    found = [(sentence.name, sentence.text) for sentence in sentences_of(module)]
    assert ("LABEL", f"l'un et l'autre : d'{HOLE}") in found
    assert ("words", f"l'{HOLE}") in found
    assert ("words", "s") in found
    assert not [text for _, text in found if "aide" in text]


def test_code_in_a_document_is_no_prose(tmp_path: Path) -> None:
    document = tmp_path / "guide.md"
    document.write_text("L'icône `l'une` [l'autre](l'adresse)\n\n```\nl'aide\n```\nl'été\n", "utf-8")
    assert [(span.line, span.text) for span in spans_of(document)] == [
        (1, "L'icône "),
        (1, " [l'autre"),
        (6, "l'été"),
    ]


def test_the_english_part_of_the_readme_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Titre\n\nl'icône\n\n## For administrators\n\nl'agent\n", "utf-8")
    assert [span.text for span in spans_of(readme)] == ["# Titre", "l'icône"]


def test_the_command_line_corrects_the_files_that_it_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tmp_path / "module.py"
    module.write_text('NAME = "l\'un"\n', "utf-8")
    assert main(["--fix", str(module)]) == 0
    assert module.read_text("utf-8") == 'NAME = "l’un"\n'
    assert capsys.readouterr().out == f"fixed: {module}\n"


LONG = " ".join(["mot"] * 21)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("L’agent s’arrête.", "« agent » is forbidden"),
        ("Agent d’Impact emploi", "« Agent » is forbidden"),
        ("Test des réglages", "« réglages » is forbidden"),
        ("Prévenez votre informaticien.", "« informaticien » is forbidden"),
        ("Qui agit\u00a0: vous.", "« Qui agit » is forbidden"),
        ("Vérifiez l’adresse, puis recommencez.", "« recommencez » is forbidden"),
        ("Le fichier de trace", "« trace » is forbidden"),
        ("Corrigez software_command.", "« software_command » belongs into the details"),
        ("Dossier à part (IEA_AGENT_HOME)", "« IEA_AGENT_HOME » belongs into the details"),
        ("Ouvrez config.toml.", "« config.toml » belongs into the details"),
        ("Un certificat au format PEM", "« PEM » belongs into the details"),
        (f"Rien. {LONG}.", "21 words in a sentence, 20 are allowed"),
        ("Le pare-feu bloque. Il doit être ouvert.", "« Il » has its noun"),
        ("Que faire\u00a0: elle doit être ouverte.", "has its noun"),
        ("S’ils sont justes, écrivez.", "has its noun"),
        ("Le rapport est prêt. Relisez-le.", "« Relisez-le » has its noun"),
        ("Vérifiez l’adresse avec lui.", "« avec lui » has its noun"),
    ],
)
def test_words_that_are_wrong_are_found(bad: str, why: str) -> None:
    found = list(french_words.faults_of(bad, is_detail=False))
    assert len(found) == 1
    assert why in found[0]


@pytest.mark.parametrize(
    "good",
    [
        "Il manque un composant. Il reste 3 essais. Il n’y a rien.",
        "Le disque est plein\u00a0: il refuse l’écriture.",
        "Collez le texte, puis envoyez-le.",
        "L’icône apparaîtra d’elle-même.",
        "pip install 'iea-agent[demo]'",
        "À faire par la personne qui gère vos ordinateurs\u00a0: vérifier le proxy.",
        "https://impact-emploi.urssaf.fr",
        f"{LONG.removesuffix(' mot')}. {LONG.removesuffix(' mot')}.",
    ],
)
def test_words_that_are_right_are_left_alone(good: str) -> None:
    assert list(french_words.faults_of(good, is_detail=False)) == []


def test_details_may_hold_names_and_longer_sentences() -> None:
    assert list(french_words.faults_of(f"software_command {LONG}", is_detail=True)) == []
    assert list(french_words.faults_of(" ".join(["mot"] * 26), is_detail=True)) != []
    assert french_words.is_detail(Path("core/texts/report_files.py"), "")
    assert not french_words.is_detail(Path("core/texts/verdict_words.py"), "WORDS")


@pytest.mark.parametrize("verdict", Verdict)
def test_what_is_put_together_of_a_verdict_keeps_to_the_rules_too(verdict: Verdict) -> None:
    said = verdicts.message_of(Diagnosis(verdict))
    assert list(french_words.faults_of(said, is_detail=False)) == []


@pytest.mark.parametrize("outcome", LaunchOutcome)
def test_what_is_put_together_of_a_launch_keeps_to_the_rules_too(outcome: LaunchOutcome) -> None:
    said = launches.launched(LaunchReport(1, outcome, "details"), Diagnosis(Verdict.REFUSED))
    assert list(french_words.faults_of(said, is_detail=False)) == []


def test_each_place_has_the_rules_of_its_kind(tmp_path: Path) -> None:
    wrong = 'WORDS = "l\'agent"\n'
    for name in (
        "docs/accessibilite.md",
        "docs/guide.md",
        "README.md",
        f"{TEXTS}/a.py",
        "src/iea_agent/core/settings.py",
        "src/iea_agent/demo/b.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wrong, "utf-8")
    found = sorted((str(one.path), one.rule.split(":")[0]) for one in findings(tmp_path))
    words = "« agent » is forbidden"
    assert found == [
        *(("README.md", rule) for rule in (APOSTROPHE, words)),
        *(("docs/accessibilite.md", rule) for rule in (APOSTROPHE, words)),
        *(("docs/guide.md", rule) for rule in (APOSTROPHE, words)),
        ("src/iea_agent/core/settings.py", APOSTROPHE),
        *((f"{TEXTS}/a.py", rule) for rule in (APOSTROPHE, words)),
        *(("src/iea_agent/demo/b.py", rule) for rule in (APOSTROPHE, words)),
    ]


def test_everything_that_is_displayed_keeps_to_the_rules() -> None:
    assert [str(found) for found in findings(ROOT)] == []
