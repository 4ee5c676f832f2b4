"""What the window of a mail says of it."""

import pytest

from iea_agent.core.mail import MailOutcome
from iea_agent.core.shown import mail
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts.windows import mail_window


def test_that_a_mail_was_prepared_is_the_title_and_the_rest_a_sentence() -> None:
    shown = mail.prepared_before("Demande préparée le lundi, inutile de renvoyer. Sinon, envoyez ce message.")
    assert shown is not None
    assert (shown.sign, shown.title) == (SignKind.WARNING, "Demande préparée le lundi, inutile de renvoyer")
    assert shown.sentences == ("Sinon, envoyez ce message.",)
    alone = mail.prepared_before("Une demande a été préparée.")
    assert alone is not None
    assert alone.words == "Une demande a été préparée"


def test_without_an_earlier_mail_nothing_is_said() -> None:
    assert mail.prepared_before("") is None


def test_while_the_mail_program_opens_it_is_waited_for() -> None:
    assert mail.opening().is_busy


@pytest.mark.parametrize("with_recipient", [True, False])
@pytest.mark.parametrize("outcome", MailOutcome)
def test_only_a_mail_program_with_the_whole_mail_is_good(outcome: MailOutcome, *, with_recipient: bool) -> None:
    shown = mail.opened(outcome, "Ctrl+V", with_recipient=with_recipient)
    assert (shown.sign is SignKind.GOOD) is (outcome is MailOutcome.OPENED)
    assert ("Ctrl+V" in shown.words) is (outcome is not MailOutcome.OPENED)


def test_a_recipient_that_is_not_known_is_asked_for() -> None:
    with_one, without = (
        mail.opened(MailOutcome.OPENED, "Ctrl+V", with_recipient=known).sentences for known in (True, False)
    )
    assert mail_window.OPENED_WITHOUT_RECIPIENT in without
    assert mail_window.OPENED_WITHOUT_RECIPIENT not in with_one


@pytest.mark.parametrize("with_recipient", [True, False])
def test_a_copy_is_good_and_says_where_to_paste_it(*, with_recipient: bool) -> None:
    shown = mail.copied("Ctrl+V", with_recipient=with_recipient)
    assert shown.sign is SignKind.GOOD
    assert mail_window.paste_all("Ctrl+V", with_recipient=with_recipient) in shown.sentences
