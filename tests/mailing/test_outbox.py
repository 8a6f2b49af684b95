"""Mails go out through a real mail server on loopback, from a thread or at once."""

from collections.abc import Iterator

import pytest

from signage.errors import InvalidInput, Unavailable
from signage.services.mailing import Letter, open_outbox, post
from signage.services.mailing.letters import read_address, sender_of
from signage.settings import Settings
from tests.parts import servers
from tests.parts.mailbox import Mailbox, running_mailbox

LETTER = Letter("kim@example.org", "Einladung\nBcc: all@example.org", "Grüße aus Gräfinau-Angstedt\n")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as box:
        yield box


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    outbox = open_outbox(Settings(smtp_url=mailbox.url, mail_from="region@example.org"))
    assert outbox
    assert outbox.put(LETTER)
    message = mailbox.next()
    outbox.close()
    assert message.get_content().replace("\r\n", "\n") == LETTER.text
    assert (message["From"], message["Bcc"]) == ("region@example.org", None)
    assert mailbox.recipients == [["kim@example.org"]]


def test_a_command_sends_at_once_or_hears_why_not(mailbox: Mailbox) -> None:
    settings = Settings(smtp_url=mailbox.url)
    assert post(settings, LETTER)
    assert mailbox.next()["Subject"] == "Einladung Bcc: all@example.org"
    mailbox.refuses = True
    with pytest.raises(Unavailable, match="nicht angenommen"):
        post(settings, LETTER)


def test_without_a_mail_server_nothing_is_sent_and_that_is_said() -> None:
    assert open_outbox(Settings()) is None
    assert not post(Settings(), LETTER)


def test_a_password_is_in_no_error() -> None:
    nobody = f"smtp://kim:geheim@127.0.0.1:{servers.free_port()}"
    with pytest.raises(Unavailable) as refused:
        post(Settings(smtp_url=nobody), LETTER)
    assert "geheim" not in str(refused.value) + refused.value.message.english


def test_mails_come_from_somebody_whatever_is_set() -> None:
    given = Settings(mail_from="a@example.org", contact_email="b@example.org")
    assert sender_of(given) == "a@example.org"
    assert sender_of(Settings(contact_email="b@example.org")) == "b@example.org"
    assert sender_of(Settings(public_url="https://qr.example.org")) == "signage@qr.example.org"


NO_ADDRESSES = ["", "kim", "@", "a@b@c", "a b@c", "a\n@b", "x" * 255 + "@b", "<a@b>", "a,b@c"]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_gets_no_mail(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_address(text)


def test_blanks_around_an_address_are_no_part_of_it() -> None:
    assert read_address(" kim@example.org\n") == "kim@example.org"
