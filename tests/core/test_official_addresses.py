"""How the addresses of the settings differ from the official ones."""

import pytest
from msgspec.structs import replace

from iea_agent.core.diagnosis import Role
from iea_agent.core.official_addresses import addresses_look_swapped, differs_from_official, is_official
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, Settings, official


def test_the_defaults_are_the_official_addresses_in_secure_mode() -> None:
    settings = Settings()
    assert settings.secure
    assert settings.address_of(Role.AUTHENTICATION) == "https://impact-emploi.urssaf.fr"
    assert settings.address_of(Role.UPDATES) == "https://impact-emploi.urssaf.fr/updates"
    assert not differs_from_official(settings)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(secure=False),
        Settings(authentication_address="https://old.example"),
        Settings(update_address="https://old.example"),
    ],
)
def test_any_departure_from_the_official_addresses_is_noticed(settings: Settings) -> None:
    assert differs_from_official(settings)


def test_an_administrator_may_say_what_the_official_addresses_are() -> None:
    ours = Settings(
        official_authentication_address="https://iea.example", official_update_address="https://iea.example/updates"
    )
    assert differs_from_official(ours)
    restored = official(ours)
    assert (restored.secure, restored.authentication_address) == (True, "https://iea.example")
    assert restored.update_address == "https://iea.example/updates"
    assert not differs_from_official(restored)


@pytest.mark.parametrize("role", Role)
def test_the_official_address_is_that_of_the_program_or_of_the_settings(role: Role) -> None:
    assert is_official(Settings(), role)
    ours = Settings(
        authentication_address="https://IEA.example",
        update_address="https://iea.example/updates/",
        official_authentication_address="https://iea.example/",
        official_update_address="https://iea.example/updates",
    )
    assert is_official(ours, role)
    unsaid = replace(ours, official_authentication_address="", official_update_address="")
    assert not is_official(unsaid, role)
    built_in = replace(ours, authentication_address=OFFICIAL_AUTHENTICATION, update_address=OFFICIAL_UPDATES)
    assert is_official(built_in, role)


def test_swapped_addresses_are_noticed() -> None:
    swapped = Settings(authentication_address=OFFICIAL_UPDATES, update_address=OFFICIAL_AUTHENTICATION)
    assert addresses_look_swapped(swapped)
    assert not addresses_look_swapped(Settings())
    assert not addresses_look_swapped(Settings(authentication_address=OFFICIAL_UPDATES))


def test_another_writing_of_the_official_addresses_is_no_departure() -> None:
    written = Settings(authentication_address="https://IMPACT-emploi.urssaf.fr:443/")
    assert not differs_from_official(written)
    swapped = Settings(
        authentication_address="https://impact-emploi.urssaf.fr/%75pdates/",
        update_address="https://IMPACT-emploi.urssaf.fr./",
    )
    assert addresses_look_swapped(swapped)
