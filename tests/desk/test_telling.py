"""Whoever changes what opens an account, its owner gets a mail."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from signage.languages import desk as words
from signage.services.accounts.invitations import PURPOSE
from signage.services.accounts.people import account_by_id, add_account
from signage.services.accounts.writing import CHANGES, changed_letter
from signage.services.mailing.links import new_link
from signage.services.rights import Grant
from signage.settings import Settings
from signage.store import Store
from signage.store.account_tables import account
from tests.desk.conftest import HERE, PUBLIC_URL, SignIn
from tests.desk.test_passkeys import a_device, added
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.parts.signing_in import Browser

MAIL, OLD, NEW = "kim@example.org", "sieben bunte Tafeln", "ein Mast mit drei Lamellen"
FORGED = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as box:
        yield box


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    """With a mail server, and somebody to ask."""
    return Settings(
        public_url=PUBLIC_URL, max_body_mb=4, smtp_url=mailbox.url, contact_email="amt@example.org"
    )


@pytest.fixture
def kim(client: TestClient, inventory: Store, mailbox: Mailbox) -> Browser:
    """Signed in with a password and an app, of which a mail has told."""
    add_account(inventory, mail=MAIL, name="Kim", grants=[Grant("clerk", HERE)], by="test", password=OLD)
    browser = Browser(client)
    browser.sign_in(MAIL, OLD)
    browser.get("/login/setup")
    browser.post("/login/setup", {"code": browser.app.now()})
    assert "Eine App für Einmalcodes wurde eingerichtet." in mailbox.text()
    return browser


def test_a_new_password_is_told_with_the_way_to_another_one(kim: Browser, mailbox: Mailbox) -> None:
    kim.get("/account/password")
    kim.post("/account/password", {"password": "kurz", "again": "kurz"})
    kim.post("/account/password", {"password": NEW, "again": NEW})
    text = mailbox.text()
    assert "Das Passwort wurde neu gewählt" in text
    assert f"{PUBLIC_URL}/login/forgot" in text
    assert "amt@example.org" in text
    assert NEW not in text
    assert mailbox.recipients == [[MAIL]] * 2


def test_new_recovery_codes_and_passkeys_are_told(kim: Browser, mailbox: Mailbox) -> None:
    kim.get("/account")
    kim.post("/account/recovery", {})
    assert "Neue Wiederherstellungscodes" in mailbox.text()
    kim.get("/account/passkeys")
    question = kim.post("/account/passkeys/question", {}).json()
    kim.get("/account/passkeys")
    fields = {"challenge": question["challenge"], "answer": a_device().add(question), "name": "Handy"}
    assert kim.post("/account/passkeys", fields).status_code == 303
    assert "Ein Passkey kam dazu." in mailbox.text()
    kim.get("/account")
    kim.post("/account/app/remove", {})
    assert "Die App für Einmalcodes wurde entfernt." in mailbox.text()


def test_what_an_administrator_resets_is_told_to_the_owner(
    client: TestClient, sign_in: SignIn, inventory: Store, mailbox: Mailbox
) -> None:
    number = add_account(inventory, mail=MAIL, name="Kim", grants=[Grant("clerk", HERE)], by="test")
    with inventory.write_plain() as connection:
        connection.execute(update(account).values(language="en"))
    sign_in("administrator").post(f"/people/{number}/reset")
    assert "The administrator has reset app" in mailbox.text()
    assert mailbox.recipients == [[MAIL]]


def test_a_passkey_that_was_refused_is_not_told(sign_in: SignIn, mailbox: Mailbox) -> None:
    clerk, device = sign_in("clerk", HERE), a_device()
    assert added(clerk, device).status_code == 303
    assert added(clerk, device, name="").status_code == 422
    assert "kam dazu" in mailbox.text()
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_change_has_its_words(inventory: Store, language: str) -> None:
    row = account_by_id(inventory, add_account(inventory, mail=MAIL, name="Kim", grants=[], by="test"))
    assert row is not None
    for what in CHANGES:
        letter = changed_letter({**row, "language": language}, what, PUBLIC_URL, "")
        assert words.word(language, f"mail.changed.{what}") in letter.text
        assert "{" not in letter.text + letter.subject


def test_links_in_mails_lead_to_the_configured_address_only(
    client: TestClient, inventory: Store, mailbox: Mailbox
) -> None:
    add_account(inventory, mail=MAIL, name="Kim", grants=[Grant("clerk", HERE)], by="test", password=OLD)
    headers = FORGED | {"Sec-Fetch-Site": "same-origin"}
    client.post("/login/forgot", data={"mail": MAIL}, headers=headers)
    text = mailbox.text()
    assert f"{PUBLIC_URL}/login/new/" in text
    assert "evil" not in text


def test_a_link_for_one_thing_opens_no_other(client: TestClient, inventory: Store) -> None:
    number = add_account(inventory, mail=MAIL, name="Kim", grants=[Grant("clerk", HERE)], by="test")
    with inventory.write_plain() as connection:
        invitation = new_link(connection, PURPOSE, mail=MAIL, by="test", account=number)
        others = [new_link(connection, one, mail=MAIL, by="test", account=number) for one in ("firm", "list")]
    browser = Browser(client)
    assert browser.get(f"/invite/{invitation}").status_code == 200
    assert browser.get(f"/login/new/{invitation}").status_code == 404
    assert browser.get(f"/firm/{invitation}").status_code == 404
    for value in (*others, invitation[:-1], invitation + "x", "%00", "x" * 5000):
        assert browser.get(f"/invite/{value}").status_code in (400, 404)
        done = browser.post(f"/invite/{value}", {"password": NEW, "again": NEW})
        assert done.status_code in (400, 404)
