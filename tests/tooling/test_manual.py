"""The manual page and the completions: well formed, French, and really used by man, bash, zsh and fish."""

import contextlib
import os
import re
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from tools import manual

from iea_agent.cli.subcommands import SHELLS, SUBCOMMANDS, TRAY_OPTIONS
from iea_agent.core.texts import manual as texts

if sys.platform == "win32":
    pytest.skip("man and these shells are not for Windows", allow_module_level=True)

import pty

SECTIONS = [
    "NOM",
    "SYNOPSIS",
    "DESCRIPTION",
    "COMMANDES",
    "OPTIONS",
    "FICHIERS",
    "ENVIRONNEMENT",
    "CODES DE RETOUR",
    "EXEMPLES",
    "VOIR AUSSI",
]
UTF_8 = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MANROFFOPT": "-ww"}


def needs(program: str) -> None:
    """Skip where a program is missing; a machine that checks changes has it."""
    if shutil.which(program) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing")
        pytest.skip(f"no {program}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual")
    manual.make(folder)
    return folder


def run(*command: str, environ: dict[str, str] = UTF_8, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, check=True, capture_output=True, encoding="utf-8", env=environ, input=given, timeout=60
    )


def test_the_page_has_its_sections_in_order(made: Path) -> None:
    assert re.findall(r'^\.SH "(.+)"$', (made / manual.PAGE).read_text("utf-8"), re.MULTILINE) == SECTIONS


def test_the_page_is_dated_by_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert manual.page().splitlines()[0].startswith(r".TH IEA\-AGENT 1 1970-01-02 ")


def test_man_shows_the_page_without_a_warning(made: Path) -> None:
    needs("man")
    shown = run("man", "--warnings", "--no-justification", "--no-hyphenation", "-l", str(made / manual.PAGE))
    assert shown.stderr == ""
    text = re.sub(r".\x08", "", shown.stdout)
    assert all(re.search(rf"^ +{command.name}\b", text, re.MULTILINE) for command in SUBCOMMANDS)
    assert all(name in text for name in TRAY_OPTIONS)
    assert "day-password [--licence NUMÉRO]" in text
    assert "~/.config/iea-agent/config.toml" in text
    assert "--auth https://exemple.fr" in text


def test_the_page_is_found_by_what_it_is_about(made: Path) -> None:
    needs("lexgrog")
    page = made / manual.PAGE
    name = texts.NAME.replace("\u00a0", " ")
    assert run("lexgrog", str(page)).stdout == f'{page}: "iea-agent - {name}"\n'


def test_mandoc_finds_nothing_to_say(made: Path) -> None:
    needs("mandoc")
    assert run("mandoc", "-Tlint", "-Wwarning", str(made / manual.PAGE)).stdout == ""


def bash(script: Path, *words: str) -> list[str]:
    """Return what bash proposes for the last word."""
    code = (
        'set -u; source "$1"; shift; eval "complete_with=($(complete -p iea-agent))"; COMP_WORDS=("$@"); '
        'COMP_CWORD=$(($# - 1)); COMP_TYPE=9; "${complete_with[-2]}" iea-agent "${COMP_WORDS[COMP_CWORD]}"; '
        'printf "%s\\n" "${COMPREPLY[@]-}"'
    )
    return run("bash", "--norc", "-c", code, "bash", str(script), "iea-agent", *words).stdout.split()


def test_bash_completes_commands_options_and_values(made: Path, tmp_path: Path) -> None:
    needs("bash")
    script = made / manual.COMPLETIONS / "bash"
    assert run("bash", "-n", str(script)).stderr == ""
    assert bash(script, "") == [command.name for command in SUBCOMMANDS]
    assert bash(script, "st") == ["status"]
    assert sorted(bash(script, "status", "--")) == ["--check", "--format", "--help", "--json"]
    assert bash(script, "autostart", "o") == ["on", "off"]
    assert bash(script, "support", "--about", "") == ["password", "helper"]
    assert bash(script, "help", "day") == ["day-password"]
    (tmp_path / "rapport.zip").touch()
    assert bash(script, "report", str(tmp_path / "rap")) == [str(tmp_path / "rapport.zip")]


@contextlib.contextmanager
def typing(shell: Sequence[str], environ: dict[str, str]) -> Iterator[Callable[[str, str], str]]:
    """Start a shell on a terminal; yield what types something, waits for a text, and returns all that was shown."""
    ours, its = pty.openpty()
    process = subprocess.Popen(shell, stdin=its, stdout=its, stderr=its, env=environ, start_new_session=True)
    os.close(its)

    def type_and_wait(typed: str, awaited: str) -> str:
        os.write(ours, typed.encode())
        shown = b""
        while awaited not in (text := shown.decode(errors="replace")):
            assert select.select([ours], [], [], 30)[0], f"no « {awaited} » in {text!r}"
            shown += os.read(ours, 4096)
        return text

    try:
        yield type_and_wait
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_zsh_completes_commands_and_explains_them(made: Path, tmp_path: Path) -> None:
    needs("zsh")
    shutil.copyfile(made / manual.COMPLETIONS / "zsh", tmp_path / "_iea-agent")
    (tmp_path / ".zshrc").write_text(
        f"fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -u -D\n"
        "stty cols 160 rows 50; zstyle ':completion:*' format '[%d]'; PS1='PR''ET '\n",
        "utf-8",
    )
    environ = {**UTF_8, "TERM": "xterm", "ZDOTDIR": str(tmp_path), "HOME": str(tmp_path)}
    with typing(("zsh", "-i"), environ) as type_and_wait:
        type_and_wait("", "PRET ")
        type_and_wait("iea-agent stat\t", "iea-agent status")
        listed = type_and_wait("\x15iea-agent test --\t", "mise à jour")
        assert "adresse du serveur d’authentification" in listed
        assert "\\" not in listed
        explained = type_and_wait("\x15iea-agent \t", "serveur de démonstration")
        assert "[commandes]" in explained
        assert "\\" not in explained
        about = type_and_wait("\x15iea-agent help \t", "est demandée]")
        about += type_and_wait("\x15iea-agent autostart \t", "ce qui est en place]")
        assert "\\" not in about
        type_and_wait("\x15iea-agent autostart of\t", "autostart off")


def test_fish_completes_commands_and_explains_them(made: Path) -> None:
    needs("fish")
    script = made / manual.COMPLETIONS / "fish"

    def proposed(typed: str) -> list[str]:
        code = f"source {script}; complete -C {shlex.quote(typed)}"
        return run("fish", "--no-config", "-c", code).stdout.splitlines()

    assert proposed("iea-agent stat") == ["status\tdit l’état de la connexion"]
    assert {each.partition("\t")[0] for each in proposed("iea-agent ")} == {command.name for command in SUBCOMMANDS}
    assert any(each.startswith("--json\t") for each in proposed("iea-agent test --j"))


@pytest.mark.parametrize("shell", SHELLS)
def test_a_completion_names_every_command(shell: str, made: Path) -> None:
    script = (made / manual.COMPLETIONS / shell).read_text("utf-8")
    assert all(command.name in script for command in SUBCOMMANDS)
    assert " commands'" not in script, "the heading is French"
    assert re.search(r"\\[^\x00-\x7f]", script) is None
