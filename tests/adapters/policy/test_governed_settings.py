"""The user's file under a policy: what is loaded is in force, what is ruled is not saved."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.core.errors import InvalidFileError
from iea_agent.core.policy.precedence import Layer, Machine, Source
from iea_agent.core.settings import Settings


class Administrator:
    """A ``MachinePolicy`` that can change its mind."""

    def __init__(self) -> None:
        self.machine = Machine()

    def read(self) -> Machine:
        return self.machine

    def rules(self, **values: object) -> None:
        self.machine = replace(self.machine, policy=Layer(values, "policy.toml"))

    def presets(self, **values: object) -> None:
        self.machine = replace(self.machine, defaults=Layer(values, "defaults.toml"))


@pytest.fixture
def administrator() -> Administrator:
    return Administrator()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.fixture
def store(path: Path, administrator: Administrator) -> GovernedSettings:
    return GovernedSettings(path, administrator)


def source_of(store: GovernedSettings, name: str) -> Source:
    return next(row.source for row in store.governed.rows if row.name == name)


def test_without_an_administrator_the_file_is_in_force(store: GovernedSettings, path: Path) -> None:
    path.write_text('scope = "mine"\n', encoding="utf-8")
    assert store.load() == Settings(scope="mine")
    assert source_of(store, "scope") is Source.USER
    assert source_of(store, "secure") is Source.BUILT_IN


def test_a_changed_policy_is_in_force_with_the_next_load(
    store: GovernedSettings, path: Path, administrator: Administrator
) -> None:
    path.write_text('scope = "mine"\n', encoding="utf-8")
    store.load()
    administrator.rules(scope="ruled")
    assert store.load().scope == "ruled"
    administrator.rules()
    assert store.load().scope == "mine"


def test_a_default_is_in_force_until_the_user_says_otherwise(
    store: GovernedSettings, administrator: Administrator
) -> None:
    administrator.presets(licence_number="75-000042", scope="preset")
    loaded = store.load()
    assert (loaded.licence_number, loaded.scope) == ("75-000042", "preset")
    store.save(replace(loaded, scope="mine"))
    assert store.load().scope == "mine"
    assert source_of(store, "scope") is Source.USER


def test_what_is_ruled_is_not_saved(store: GovernedSettings, path: Path, administrator: Administrator) -> None:
    path.write_text('scope = "mine"\n', encoding="utf-8")
    administrator.rules(scope="ruled", secure=False)
    store.save(replace(store.load(), licence_number="75-000042"))
    assert SettingsFile(path).load() == Settings(scope="mine", licence_number="75-000042")
    assert store.load() == Settings(scope="ruled", secure=False, licence_number="75-000042")


def test_over_an_invalid_file_what_is_ruled_is_not_saved_either(
    store: GovernedSettings, path: Path, administrator: Administrator
) -> None:
    path.write_text("scope = ", encoding="utf-8")
    administrator.rules(scope="ruled")
    with pytest.raises(InvalidFileError):
        store.load()
    assert store.governed.settings.scope == "ruled"
    store.save_beside(replace(store.governed.settings, licence_number="75-000042"))
    assert SettingsFile(path).load() == Settings(licence_number="75-000042")


def test_the_last_good_settings_are_under_the_policy_too(
    store: GovernedSettings, path: Path, administrator: Administrator
) -> None:
    path.write_text('scope = "mine"\nlicence_number = "75-000042"\n', encoding="utf-8")
    store.load()
    path.write_text("scope = ", encoding="utf-8")
    administrator.rules(scope="ruled")
    with pytest.raises(InvalidFileError):
        store.load()
    assert store.last_good() == Settings(scope="ruled", licence_number="75-000042")
    assert source_of(store, "licence_number") is Source.USER


def test_what_others_may_write_gives_way_to_the_default(
    store: GovernedSettings, path: Path, administrator: Administrator
) -> None:
    administrator.presets(ca_file="/etc/ssl/ours.pem")
    path.write_text('ca_file = "/tmp/theirs.pem"\n', encoding="utf-8")
    path.chmod(0o666)
    assert store.load().ca_file == "/etc/ssl/ours.pem"
    assert source_of(store, "ca_file") is Source.DEFAULTS
