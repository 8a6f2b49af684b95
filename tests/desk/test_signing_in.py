"""The whole way in: invitation, password, second step, recovery codes; and the ways that are closed."""

from collections.abc import Iterator

import pytest
from pyotp import TOTP
from sqlalchemy import update
from starlette.testclient import TestClient

from signage.services.accounts.attempts import ATTACKED_FROM, Asker, Attempts
from signage.services.accounts.events import events
from signage.services.accounts.invitations import invite
from signage.services.accounts.people import account_of
from signage.services.accounts.writing import invitation_address
from signage.services.rights import Grant, everywhere
from signage.services.sample_staff import demo_staff
from signage.settings import Settings
from signage.store import Store
from signage.store.account_tables import account, mail_link
from signage_api.app import create_app
from tests.desk.conftest import HERE, PUBLIC_URL
from tests.parts.signing_in import Browser

MAIL, PASSWORD = "kim@example.org", "sieben bunte Tafeln"
KNOWN = "__Host-signage-known"
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture
def client(inventory: Store, settings: Settings) -> Iterator[TestClient]:
    """Behind a proxy on this machine, which says where people come from."""
    service = create_app(settings, store=inventory)
    with TestClient(
        service, base_url=PUBLIC_URL, follow_redirects=False, client=("127.0.0.1", 4711)
    ) as started:
        yield started


@pytest.fixture
def invited(inventory: Store) -> str:
    """The path of an invitation."""
    made = invite(inventory, mail=MAIL, name=HOSTILE, grants=[Grant("clerk", HERE)], by=everywhere("Test"))
    return invitation_address(made, "")


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)


def set_up(browser: Browser, invited: str) -> TOTP:
    """Come in by the invitation, up to the desk; the app that was set up."""
    browser.get(invited)
    browser.post(invited, {"password": PASSWORD, "again": PASSWORD})
    browser.get("/login/setup")
    app = browser.app
    browser.post("/login/setup", {"code": app.now()})
    return app


def later(store: Store) -> None:
    """As if the code taken last were of some time ago."""
    with store.write_plain() as connection:
        connection.execute(update(account).values(totp_step=1))


def test_from_the_invitation_to_the_desk(browser: Browser, invited: str, inventory: Store) -> None:
    assert "Willkommen, " + HOSTILE in " ".join(browser.get(invited) and browser.text.split())
    assert "<img" not in browser.page
    assert (
        browser.post(invited, {"password": PASSWORD, "again": PASSWORD})
        .headers["location"]
        .startswith("/login/setup")
    )
    assert browser.get("/desk").status_code == 303
    browser.get("/login/setup")
    assert "data:image/svg+xml;base64," in browser.page
    shown = browser.post("/login/setup", {"code": browser.app.now()})
    assert (shown.status_code, len(browser.recovery_codes)) == (200, 10)
    assert browser.get("/desk").status_code == 200
    told = [str(one.event) for one in reversed(events(inventory))]
    assert told[-4:] == [
        "Einladung angenommen",
        "App für Einmalcodes eingerichtet",
        "Notfallcodes neu erzeugt",
        "Angemeldet",
    ]


def test_an_invitation_opens_once(browser: Browser, invited: str, client: TestClient) -> None:
    set_up(browser, invited)
    again = Browser(client)
    assert again.get(invited).status_code == 404
    assert "gilt nicht mehr" in again.text
    assert again.post(invited, {"password": "x" * 20, "again": "x" * 20}).status_code == 404


def test_an_invitation_is_over_after_a_week(browser: Browser, invited: str, inventory: Store) -> None:
    with inventory.write_plain() as connection:
        connection.execute(update(mail_link).values(ends_at=mail_link.c.created_at))
    assert browser.get(invited).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kurz", "kurz", "zu kurz"),
        (PASSWORD, PASSWORD + "x", "nicht gleich"),
        ("motherfucker", "motherfucker", "verbreitet"),
        ("kim@example.org!", "kim@example.org!", "Ihren Namen"),
    ],
)
def test_a_password_that_will_not_do_is_said_in_the_page(
    browser: Browser, invited: str, password: str, again: str, said: str
) -> None:
    answer = browser.post(invited, {"password": password, "again": again})
    assert answer.status_code == 422
    assert said in browser.text
    assert f'value="{password}"' not in browser.page
    assert 'aria-invalid="true"' in browser.page


def test_signing_in_asks_for_the_code_and_changes_the_cookie(
    browser: Browser, invited: str, inventory: Store, client: TestClient
) -> None:
    app = set_up(browser, invited)
    later(inventory)
    other = Browser(client)
    assert other.sign_in(MAIL.upper(), PASSWORD).headers["location"] == "/login/second?next=%2Fdesk"
    before = dict(other.cookies)
    other.get("/login/second")
    assert other.post("/login/second", {"code": "000000"}).status_code == 422
    assert "gilt nicht" in other.text
    code = app.now()
    assert other.post("/login/second", {"code": f"{code[:3]} {code[3:]}"}).headers["location"] == "/desk"
    assert other.cookies["__Host-signage"] != before["__Host-signage"]
    assert other.get("/desk").status_code == 200
    assert Browser(client, cookies=before).get("/desk").status_code == 303


def test_a_code_is_not_taken_twice(browser: Browser, invited: str, client: TestClient) -> None:
    app = set_up(browser, invited)
    other = Browser(client)
    other.sign_in(MAIL, PASSWORD)
    other.get("/login/second")
    assert other.post("/login/second", {"code": app.now()}).status_code == 422, "it was taken by the setup"


def test_a_recovery_code_stands_in_for_the_phone_once(
    browser: Browser, invited: str, client: TestClient
) -> None:
    set_up(browser, invited)
    code = browser.recovery_codes[0]
    for expected in (303, 422):
        other = Browser(client)
        other.sign_in(MAIL, PASSWORD)
        other.get("/login/second")
        assert other.post("/login/second", {"code": code.lower()}).status_code == expected


def test_nothing_opens_before_the_second_step(browser: Browser, invited: str, client: TestClient) -> None:
    set_up(browser, invited)
    other = Browser(client)
    other.sign_in(MAIL, PASSWORD)
    for path in ("/desk", "/account", "/people", "/account/password", "/login/setup"):
        assert other.get(path).status_code == 303, path
    assert "desk-nav" not in other.get("/login/second").text


def test_hammering_an_account_makes_the_hammerer_wait_and_not_the_owner(
    browser: Browser, invited: str, client: TestClient
) -> None:
    set_up(browser, invited)
    attacker = Browser(client, "203.0.113.66")
    answers = [attacker.sign_in(MAIL, f"geraten {number}").status_code for number in range(12)]
    assert answers == [422] * 5 + [429] * 7
    assert "Bitte warten Sie" in attacker.text
    neighbour = Browser(client, "203.0.113.67")
    assert neighbour.sign_in(MAIL, PASSWORD).status_code == 429, "the same network"
    assert Browser(client, "198.51.100.1").sign_in(MAIL, PASSWORD).status_code == 303
    known = Browser(
        client, "203.0.113.67", {name: browser.cookies[name] for name in ("__Host-signage-known",)}
    )
    assert known.sign_in(MAIL, PASSWORD).status_code == 303, "a known browser never waits for others"


def test_who_is_guessed_at_from_many_networks_signs_in_on_her_own_device(
    browser: Browser, invited: str, client: TestClient, inventory: Store
) -> None:
    set_up(browser, invited)
    found = account_of(inventory, MAIL)
    assert found
    for number in range(ATTACKED_FROM):
        Attempts(inventory).begin(Asker(str(found["id"]), f"bot {number // 4}"))
    bot = Browser(client, "203.0.113.66")
    assert [bot.sign_in(MAIL, f"geraten {n}").status_code for n in range(3)] == [422, 429, 429]
    assert Browser(client, "203.0.113.66").sign_in(MAIL, PASSWORD).status_code == 429
    mine = Browser(client, "203.0.113.66", {KNOWN: browser.cookies[KNOWN]})
    assert mine.sign_in(MAIL, PASSWORD).status_code == 303, "from the very network of the bot"
    assert Browser(client, "198.51.100.1").sign_in(MAIL, PASSWORD).status_code == 303, "elsewhere, at once"


def test_an_address_without_account_is_answered_alike(
    browser: Browser, invited: str, client: TestClient
) -> None:
    set_up(browser, invited)
    for mail in (MAIL, "nobody@example.org"):
        other = Browser(client, "203.0.113.99" if mail == MAIL else "203.0.114.99")
        answers = [other.sign_in(mail, "falsch") for _ in range(6)]
        assert [one.status_code for one in answers] == [422] * 5 + [429]
        assert 20 < int(answers[5].headers["retry-after"]) <= 30


def test_a_flood_is_no_flood_of_lines_in_the_log(browser: Browser, invited: str, inventory: Store) -> None:
    set_up(browser, invited)
    other = Browser(browser.client, "203.0.113.66")
    for number in range(9):
        other.sign_in(MAIL, f"geraten {number}")
    failures = [one for one in events(inventory) if "falschem" in one.event]
    assert [one.detail for one in failures] == ["5", "1"]


def test_whoever_hides_the_address_is_one_network(client: TestClient) -> None:
    others = [Browser(client, f"nonsense-{number}") for number in range(6)]
    assert [other.sign_in(MAIL, "falsch").status_code for other in others] == [422] * 5 + [429]


def test_the_demo_alone_asks_for_no_second_step_and_says_so(inventory: Store, settings: Settings) -> None:
    [one, *_] = demo_staff(inventory)
    for is_demo, location in ((True, "/desk"), (False, "/login/setup?next=%2Fdesk")):
        service = create_app(settings, store=inventory, is_demo=is_demo)
        with TestClient(service, base_url=PUBLIC_URL, follow_redirects=False) as client:
            browser = Browser(client)
            browser.get("/login")
            assert ("Das ist die Demo" in browser.text) == is_demo
            assert browser.sign_in(one.mail, one.password).headers["location"] == location
