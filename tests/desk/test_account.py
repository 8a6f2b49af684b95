"""One's own account: devices, password, app, recovery codes, and the proof that each of them asks for."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from signage.services.accounts.devices import browser_in_words
from signage.services.accounts.new_passwords import change_password
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.rights import Grant
from signage.store import Store
from signage.store.account_tables import account, session
from tests.desk.conftest import HERE, SignIn
from tests.parts.desk import Visitor
from tests.parts.signing_in import Browser

MAIL, OLD, NEW = "kim@example.org", "sieben bunte Tafeln", "ein Mast mit drei Lamellen"


@pytest.fixture
def kim(client: TestClient, inventory: Store) -> Browser:
    """Signed in with a password and an app."""
    grants = [Grant("clerk", HERE)]
    add_account(inventory, mail=MAIL, name="Kim <b>", grants=grants, by="test", password=OLD)
    browser = Browser(client)
    browser.sign_in(MAIL, OLD)
    browser.get("/login/setup")
    browser.post("/login/setup", {"code": browser.app.now()})
    return browser


def second_device(client: TestClient, inventory: Store, code: str) -> Browser:
    other = Browser(client, "198.51.100.9")
    other.sign_in(MAIL, OLD)
    other.get("/login/second")
    other.post("/login/second", {"code": code})
    assert other.get("/desk").status_code == 200
    return other


def grow_old(store: Store) -> None:
    with store.write_plain() as connection:
        connection.execute(update(session).values(proved_at=datetime.now(UTC) - timedelta(minutes=11)))


def test_it_shows_devices_and_what_happened_with_no_address(kim: Browser) -> None:
    kim.get("/account")
    assert "Firefox, Windows" in kim.text
    assert "dieses Gerät" in kim.text
    assert "Angemeldet" in kim.text
    assert "192.0.2" not in kim.page
    assert "Kim &lt;b&gt;" in kim.page


def test_another_device_is_signed_out_alone_or_all_are(
    kim: Browser, client: TestClient, inventory: Store
) -> None:
    codes = kim.recovery_codes
    other, third = (second_device(client, inventory, code) for code in codes[:2])
    third.get("/account")
    key = [part.partition('"')[0] for part in third.page.split('name="key" value="')[1:]]
    assert len(key) == 2
    for one in key:
        third.post("/account/devices", {"key": one})
        third.get("/account")
    assert [browser.get("/desk").status_code for browser in (kim, other, third)] == [303, 303, 200]
    third.get("/account")
    assert third.post("/account/everywhere", {}).headers["location"] == "/login?done=everywhere"
    assert third.get("/desk").status_code == 303


def test_nobody_ends_a_foreign_session(kim: Browser, clerk: Visitor, inventory: Store) -> None:
    kim.get("/account")
    mine = session_of(inventory, kim.cookies["__Host-signage"])
    assert mine
    answer = clerk.post("/account/devices", {"key": mine.key[:12]})
    assert answer.status_code == 404
    assert kim.get("/desk").status_code == 200


def test_a_new_password_signs_out_all_other_devices(
    kim: Browser, client: TestClient, inventory: Store
) -> None:
    other = second_device(client, inventory, kim.recovery_codes[0])
    kim.get("/account/password")
    assert kim.post("/account/password", {"password": "kurz", "again": "kurz"}).status_code == 422
    assert "zu kurz" in kim.text
    done = kim.post("/account/password", {"password": NEW, "again": NEW})
    assert done.headers["location"] == "/account?done=password"
    assert (other.get("/desk").status_code, kim.get("/desk").status_code) == (303, 200)
    fresh = Browser(client, "198.51.100.77")
    assert fresh.sign_in(MAIL, OLD).status_code == 422
    assert fresh.sign_in(MAIL, NEW).status_code == 303


@pytest.mark.parametrize("path", ["/account/password", "/account/app", "/account/passkeys"])
def test_what_keeps_an_account_safe_asks_for_a_proof(kim: Browser, inventory: Store, path: str) -> None:
    grow_old(inventory)
    there = f"/account/prove?next={path.replace('/', '%2F')}"
    assert kim.get(path).headers["location"] == there
    kim.get(there)
    assert kim.post("/account/prove", {"proof": "falsch", "next": path}).status_code == 422
    assert kim.post("/account/prove", {"proof": OLD, "next": path}).headers["location"] == path
    assert kim.get(path).status_code == 200


def test_a_code_is_a_proof_too_and_is_spent_by_it(kim: Browser, inventory: Store) -> None:
    kim.get("/account/app")
    app = kim.app
    kim.post("/account/app", {"code": app.now()})
    with inventory.write_plain() as connection:
        connection.execute(update(account).values(totp_step=1))
    grow_old(inventory)
    kim.get("/account/prove")
    code = app.now()
    assert kim.post("/account/prove", {"proof": code, "next": "/account"}).status_code == 303
    grow_old(inventory)
    kim.get("/account/prove")
    assert kim.post("/account/prove", {"proof": code, "next": "/account"}).status_code == 422


def test_new_recovery_codes_are_shown_once_and_ask_for_a_proof(kim: Browser, inventory: Store) -> None:
    old = kim.recovery_codes
    kim.get("/account")
    kim.post("/account/recovery", {})
    assert len(set(kim.recovery_codes) - set(old)) == 10
    kim.get("/account")
    assert not kim.recovery_codes
    grow_old(inventory)
    assert kim.post("/account/recovery", {}).headers["location"] == "/account/prove?next=%2Faccount"


def test_the_only_second_step_is_not_removed(kim: Browser) -> None:
    kim.get("/account")
    assert kim.post("/account/app/remove", {}).status_code == 422
    assert "einziger zweiter Schritt" in kim.text


def test_the_language_is_the_accounts(kim: Browser) -> None:
    kim.get("/account")
    assert kim.post("/account/language", {"language": "en"}).status_code == 303
    kim.get("/account")
    assert "Where you are signed in" in kim.text


def test_a_form_of_somebody_else_changes_nothing(kim: Browser, sign_in: SignIn) -> None:
    token = sign_in("clerk", HERE).token
    answer = kim.post("/account/everywhere", {"form_token": token})
    assert answer.status_code == 403
    assert kim.get("/desk").status_code == 200


def test_other_sessions_end_with_the_password_itself(kim: Browser, inventory: Store) -> None:
    me = session_of(inventory, kim.cookies["__Host-signage"])
    assert me
    other = begin_session(inventory, me.account)
    assert session_of(inventory, other)
    change_password(inventory, me, NEW)
    assert session_of(inventory, other) is None
    assert session_of(inventory, kim.cookies["__Host-signage"])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("<script>", ""),
    ],
)
def test_browsers_are_told_in_words(said: str, words: str) -> None:
    assert browser_in_words(said) == words
