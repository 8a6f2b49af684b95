"""A forgotten password: the same answer for all, few mails, and a link that ends every session."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.rights import Grant
from signage.settings import Settings
from signage.store import Store
from signage.store.account_tables import account, mail_link
from tests.desk.conftest import HERE, PUBLIC_URL
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.parts.signing_in import Browser

MAIL, OLD, NEW = "kim@example.org", "sieben bunte Tafeln", "ein Mast mit drei Lamellen"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as box:
        yield box


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    """With a mail server."""
    return Settings(public_url=PUBLIC_URL, max_body_mb=4, smtp_url=mailbox.url)


@pytest.fixture
def kim(inventory: Store) -> int:
    grants = [Grant("clerk", HERE)]
    return add_account(inventory, mail=MAIL, name="Kim", grants=grants, by="test", password=OLD)


def ask(client: TestClient, mail: str) -> str:
    """The page that answers, without what was typed."""
    browser = Browser(client)
    assert browser.post("/login/forgot", {"mail": mail}).status_code == 200
    return browser.page.replace(mail, "")


def link_in(mailbox: Mailbox) -> str:
    found = re.search(r"/login/new/\S+", mailbox.text())
    assert found
    return found[0]


def test_the_answer_does_not_tell_whether_there_is_an_account(
    client: TestClient, kim: int, mailbox: Mailbox
) -> None:
    assert ask(client, "nobody@example.org") == ask(client, MAIL)
    assert link_in(mailbox)
    assert mailbox.recipients == [[MAIL]]


def test_a_new_password_ends_every_session_and_the_second_step_stays(
    client: TestClient, inventory: Store, kim: int, mailbox: Mailbox
) -> None:
    cookie = begin_session(inventory, kim)
    with inventory.write_plain() as connection:
        connection.execute(update(account).values(totp_secret="JBSWY3DPEHPK3PXP"))
    ask(client, MAIL)
    link, browser = link_in(mailbox), Browser(client)
    browser.get(link)
    done = browser.post(link, {"password": NEW, "again": NEW})
    assert done.headers["location"] == "/login/second?next=%2Fdesk"
    assert session_of(inventory, cookie) is None
    assert Browser(client).get(link).status_code == 404


def test_a_link_to_renew_is_over_after_two_hours(
    client: TestClient, inventory: Store, kim: int, mailbox: Mailbox
) -> None:
    ask(client, MAIL)
    link = link_in(mailbox)
    with inventory.write_plain() as connection:
        connection.execute(update(mail_link).values(ends_at=datetime.now(UTC)))
    assert Browser(client).get(link).status_code == 404


def test_nobody_is_flooded_with_mails_and_whoever_tries_waits(
    client: TestClient, kim: int, mailbox: Mailbox
) -> None:
    statuses = [Browser(client).post("/login/forgot", {"mail": MAIL}).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    for _ in range(3):
        mailbox.next()
    assert len(mailbox.taken) == 3


def test_a_link_for_a_password_is_no_invitation(client: TestClient, kim: int, mailbox: Mailbox) -> None:
    ask(client, MAIL)
    value = link_in(mailbox).rpartition("/")[2]
    assert Browser(client).get(f"/invite/{value}").status_code == 404
    assert Browser(client).get(f"/login/new/{value}").status_code == 200
