"""Every dialog has its page of the guide."""

from iea_agent.core.commands import DialogKind
from iea_agent.core.help import HELP_PAGES, HelpPage


def test_every_dialog_has_a_page() -> None:
    assert set(HELP_PAGES) == set(DialogKind)


def test_every_page_of_the_table_is_a_file_name_of_plain_letters() -> None:
    assert all(page.replace("-", "").isalpha() and page.isascii() for page in HelpPage)
