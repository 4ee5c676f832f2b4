"""The gate for strangers' words."""

import base64
import codecs
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

import iea_agent
from iea_agent.core.diagnosis import Diagnosis, ServerReport, StageReport
from iea_agent.core.spellings import shows
from iea_agent.core.stage_facts import StageFact
from iea_agent.core.strangers import MAX_DIGITS, MAX_WORDS, StrangersText, strangers_place, strangers_text

KEY: Final = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
_RAW: Final = KEY.encode()
SPELLINGS: Final[Mapping[str, str]] = {
    "as it is": KEY,
    "upper case": KEY.upper(),
    "a part": KEY[3:12],
    "without dashes": KEY.replace("-", ""),
    "spaced": " ".join(KEY),
    "percent": "".join(f"%{byte:02x}" for byte in _RAW),
    "percent, spaced": " ".join(f"%{byte:02X}" for byte in _RAW),
    "double percent": "".join(f"%25{byte:02x}" for byte in _RAW),
    "json escapes": "".join(f"\\u{ord(char):04x}" for char in KEY),
    "braces": "".join(f"\\x{{{byte:04x}}}" for byte in _RAW),
    "backslash x, spaced": " ".join(f"\\x{byte:02x}" for byte in _RAW),
    "html entities": "".join(f"&#{byte};" for byte in _RAW),
    "html entities in hex": " ".join(f"&#x{byte:x};" for byte in _RAW),
    "hex": _RAW.hex(),
    "hex, spaced": _RAW.hex(" "),
    "hex with 0x": ", ".join(f"0x{byte:02x}" for byte in _RAW),
    "octal": " ".join(f"{byte:o}" for byte in _RAW),
    "binary": " ".join(f"{byte:08b}" for byte in _RAW),
    "decimal": " ".join(str(byte) for byte in _RAW),
    "base64": base64.b64encode(_RAW).decode(),
    "base64 twice": base64.b64encode(base64.b64encode(_RAW)).decode(),
    "base64 after 1 byte": base64.b64encode(b"x" + _RAW).decode(),
    "base64 after 2 bytes": base64.b64encode(b"xy" + _RAW).decode(),
    "base64, spaced": " ".join(base64.b64encode(_RAW).decode()),
    "base32": base64.b32encode(_RAW).decode(),
    "base32, spaced": " ".join(base64.b32encode(b"xyz" + _RAW).decode()),
    "base85": base64.b85encode(_RAW).decode(),
    "ascii85": base64.a85encode(_RAW).decode(),
    "utf-16 in hex": KEY.encode("utf-16-le").hex(),
    "utf-16": "\0".join(KEY),
    "backwards": KEY[::-1],
    "rot13": codecs.encode(KEY, "rot13"),
    "rot13 backwards": codecs.encode(KEY[::-1], "rot13"),
    "full width": "".join(chr(ord(char) + 0xFEE0) for char in KEY),
    "a letter between": "x".join(KEY),
    "two letters between": "xy".join(KEY),
    "invisible between": "\u200b".join(KEY),
    "in quotes": " ".join(f'"{char}"' for char in KEY),
}


class TestKnownSecrets:
    @pytest.mark.parametrize("name", SPELLINGS)
    def test_every_spelling_drops_the_whole_text(self, name: str) -> None:
        assert strangers_text(f"refused for {SPELLINGS[name]} today", [KEY]) == ""

    @pytest.mark.parametrize("name", sorted(set(SPELLINGS) - {"decimal", "octal", "binary", "spaced", "in quotes"}))
    def test_most_spellings_of_an_unknown_one_go_too(self, name: str) -> None:
        shown = strangers_text(SPELLINGS[name])
        assert sum(char.isalnum() for char in shown) <= 2 * len(KEY) / 3 or " " in shown

    def test_a_proxy_password_of_words_is_known(self) -> None:
        assert strangers_text("no: cheval de course", ["chevaldecourse"]) == ""

    @pytest.mark.parametrize("secret", ["", " ", "\t"])
    def test_no_secret_shows_nowhere(self, secret: str) -> None:
        assert strangers_text("access denied", [secret]) == "access denied"

    def test_a_short_secret_is_looked_for_as_a_whole(self) -> None:
        assert strangers_text("the word is abc", ["abc"]) == ""
        assert strangers_text("access denied", ["zq9"]) == "access denied"

    @pytest.mark.parametrize("secret", ["motdepasse", "Été-hivernal", "k7Qm2-X9vTz", "crème brûlée"])
    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    @pytest.mark.parametrize("mark", ["\u0301", "\u0323", "\u20dd", "\u0301\u0323"])
    def test_accents_hide_no_letter(self, secret: str, form: Literal["NFC", "NFD"], mark: str) -> None:
        marked = unicodedata.normalize(form, "".join(f"{char}{mark}" for char in secret))
        plain = "".join(char for char in unicodedata.normalize("NFD", secret) if not unicodedata.combining(char))
        for text in (marked, unicodedata.normalize(form, secret), plain):
            assert shows(secret, f"bonjour {text} !")
        assert shows(plain, marked)

    def test_a_secret_without_letters_has_only_its_encodings(self) -> None:
        assert not shows("---", "access denied")
        assert shows("-----", "2d2d2d2d2d")

    def test_an_encoded_secret_of_seven_letters_is_found(self) -> None:
        encoded = base64.b64encode(b"k7Qm2X9 for the desk").decode()
        assert shows("k7Qm2X9", f"refused: {encoded}")

    def test_a_secret_that_is_no_text_is_found_by_what_is(self) -> None:
        assert shows("\udcffk7Qm2X9", "refused for k7Qm2X9")
        assert not shows("\udcffk7Qm2X9", "access denied")

    @given(st.text(max_size=40), st.text(max_size=60))
    def test_nothing_raises(self, secret: str, text: str) -> None:
        assert shows(secret, text) in {True, False}


class TestWords:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (
                "access_denied: the account is closed (see the desk)",
                "access_denied: the account is closed (see the desk)",
            ),
            ("Autorité de Certification Ville de Besançon", "Autorité de Certification Ville de Besançon"),
            ("Cafe\u0301 Œuvre Łódź", "Café Œuvre Łódź"),
            ("Urssaf », expiré. « Appelez” le “08‘", "Urssaf , expiré. Appelez le 08"),
            ('l\'un "deux" `trois` ´quatre′ <b>cinq</b> \\ six', "l un deux trois quatre b cinq /b six"),
            ("Appelez le 08 99 00 00 00, poste 12", "Appelez le 08 99 0* ** **, poste **"),
            ("٠٨٩٩ ０８９９", "0899"),
            ("Let s Encrypt R3", "Let s Encrypt R3"),
            ("token k7Qm2X9v end", "token end"),
            ("token k7Qm2X9 end", "token k7Qm2X9 end"),
            ("abcdefgh 12345678", "abcdefgh 12345***"),
            ("a\u202eb\x1b[31mc\u200bd", "ab[31mcd"),
            ("Ивановъ 北京 pays", "pays"),
            ("Wait\u01c3", "Wait"),
            ("\ud800 ok", "ok"),
            ("", ""),
        ],
    )
    def test_only_words_pass(self, text: str, shown: str) -> None:
        assert strangers_text(text) == shown

    def test_a_long_text_is_cut(self) -> None:
        assert strangers_text("ab " * 1000) == ("ab " * 20).rstrip()

    @given(st.text())
    def test_no_other_character_is_ever_shown(self, text: str) -> None:
        shown = strangers_text(text)
        assert len(shown) <= MAX_WORDS
        assert sum(char.isdigit() for char in shown) <= MAX_DIGITS
        assert not any(unicodedata.category(char) in {"Pi", "Pf"} or char in "\"'`\\<>" for char in shown)
        assert all(" " <= char <= "~" or "LATIN" in unicodedata.name(char) for char in shown)
        assert unicodedata.is_normalized("NFC", shown)
        assert strangers_text(shown) == shown


class TestPlaces:
    @pytest.mark.parametrize(
        ("host", "port", "shown"),
        [
            ("proxy2.mairie-exemple.fr", 3128, "proxy2.mairie-exemple.fr:3128"),
            ("192.168.100.254", 65535, "192.168.100.254:65535"),
            ("2001:DB8::7", 443, "[2001:db8::7]:443"),
            ("[2001:db8::7]", None, "[2001:db8::7]"),
            ("fe80::1%k7Qm2X9vTz", 80, "[fe80::1]:80"),
            ("k7Qm2-X9vTz.exemple.fr", 80, "*.exemple.fr:80"),
            ("a1234567-12345678.fr", None, "*.fr"),
            ("12345678.fr", None, "12345***.fr"),
            ("proxy », appelez", 80, ""),
            ("proxy.fr/»", None, ""),
            ("bücher.example", None, ""),
            ("", 80, ""),
        ],
    )
    def test_only_names_and_numbers_pass(self, host: str, port: int | None, shown: str) -> None:
        assert strangers_place(host, port) == shown

    def test_a_name_that_tells_a_secret_is_not_shown(self) -> None:
        assert strangers_place("cheval-de-course.example", 80, ["chevaldecourse"]) == ""
        assert strangers_place("proxy.example", 80, ["chevaldecourse"]) == "proxy.example:80"

    @given(st.text(), st.none() | st.integers(min_value=0, max_value=65535))
    def test_no_place_goes_on_in_a_sentence(self, host: str, port: int | None) -> None:
        assert strangers_place(host, port).isascii()
        assert not any(map(str.isspace, strangers_place(host, port)))


class TestWhoPasses:
    """A text of a diagnosis is a stranger's, and passed the gate, or is written by us: this list says which."""

    OURS: Final = {
        "Addresses.addresses": "IP addresses, as the resolver of the system writes numbers",
        "DirectPeer.peer": "an IP address and a port, as the system writes numbers",
        "Issuer.issuer": "the address of the settings",
        "Diagnosis.moved_to": "a scheme of ours, and a place that passed the gate for names",
        "Diagnosis.detail": "words of this program, and of exceptions of the system",
        "ServerReport.url": "the address of the settings",
    }

    def test_every_text_of_a_diagnosis_is_ours_or_passed_the_gate(self) -> None:
        kinds = (*get_args(StageFact), StageReport, Diagnosis, ServerReport)
        texts = {
            f"{kind.__name__}.{name}"
            for kind in kinds
            for name, hint in get_type_hints(kind).items()
            if hint is str or str in get_args(hint)
        }
        assert texts == set(self.OURS)

    def test_the_gate_alone_makes_strangers_texts(self) -> None:
        package = Path(iea_agent.__file__).parent
        makers = {
            path.relative_to(package).as_posix()
            for path in package.rglob("*.py")
            if f"{StrangersText.__name__}(" in path.read_text(encoding="utf-8")
        }
        assert makers == {"core/strangers.py"}
