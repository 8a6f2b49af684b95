"""Passkeys: made at the account, good for signing in alone and as the second step, and for nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from signage.services.accounts import challenges
from signage.services.accounts.events import events
from signage.services.accounts.keyring import passkeys_of
from signage.services.accounts.passkeys import Site
from signage.services.accounts.sessions import begin_session, session_of
from signage.store import Store
from signage.store.account_tables import challenge, session
from signage_api.bearers import cookie_name
from tests.desk.conftest import HERE, PUBLIC_URL, SignIn
from tests.parts.authenticator import Device
from tests.parts.desk import Visitor

OURS = {"Sec-Fetch-Site": "same-origin"}
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


def a_device(**more: Any) -> Device:
    return Device(PUBLIC_URL, "schilder.example.de", **more)


def added(who: Visitor, device: Device, name: str = "Diensthandy") -> Any:
    """What adding the device's key at the account answers."""
    question = who.post("/account/passkeys/question").json()
    fields = {"challenge": question["challenge"], "answer": device.add(question), "name": name}
    return who.post("/account/passkeys", fields)


def question_at_login(client: TestClient) -> dict[str, Any]:
    asked: dict[str, Any] = client.post("/login/passkey/question", headers=OURS).json()
    return asked


def signed_in(client: TestClient, device: Device, **more: str) -> Any:
    """What signing in with the device's key alone answers."""
    question = question_at_login(client)
    fields = {"challenge": question["challenge"], "answer": device.sign(question), **more}
    return client.post("/login/passkey", data=fields, headers=OURS)


@pytest.fixture
def device(clerk: Visitor) -> Device:
    """The clerk's."""
    made = a_device()
    assert added(clerk, made).status_code == 303
    return made


def test_a_passkey_alone_opens_the_desk(client: TestClient, device: Device) -> None:
    done = signed_in(client, device, next="/desk?lang=en")
    assert (done.status_code, done.headers["location"]) == (303, "/desk?lang=en")
    assert ", Kim Clerk</h1>" in client.get("/desk?lang=en").text


def test_after_signing_in_by_passkey_one_stays_here(client: TestClient, device: Device) -> None:
    done = signed_in(client, device, next="https://evil.example")
    assert done.headers["location"] == "/desk"


def half_signed_in(client: TestClient, inventory: Store, who: Visitor) -> Visitor:
    """Somebody who has given the password only."""
    cookie = f"{cookie_name(PUBLIC_URL)}={begin_session(inventory, who.account, needs='second')}"
    return Visitor(client, cookie, who.account)


def second(half: Visitor, device: Device, form_token: str) -> Any:
    asked = half.client.post(
        "/login/second/passkey/question", data={"form_token": form_token}, headers=half._headers({})
    ).json()
    fields = {"challenge": asked["challenge"], "answer": device.sign(asked), "form_token": form_token}
    return half.client.post("/login/second/passkey", data=fields, headers=half._headers({}))


def test_a_passkey_is_the_second_step_after_the_password(
    client: TestClient, inventory: Store, clerk: Visitor, device: Device
) -> None:
    half = half_signed_in(client, inventory, clerk)
    known = session_of(inventory, half.cookie.partition("=")[2])
    assert known is not None
    assert half.get("/desk").status_code == 303
    done = second(half, device, known.form_token)
    assert (done.status_code, done.headers["location"]) == (303, "/desk")
    assert client.get("/desk").status_code == 200


def test_a_passkey_can_be_the_first_second_step(client: TestClient, inventory: Store, clerk: Visitor) -> None:
    cookie = begin_session(inventory, clerk.account, needs="setup")
    half = Visitor(client, f"{cookie_name(PUBLIC_URL)}={cookie}", clerk.account)
    known, device = session_of(inventory, cookie), a_device()
    assert known is not None
    token = {"form_token": known.form_token}
    asked = half.post("/login/setup/passkey/question", token).json()
    fields = {"challenge": asked["challenge"], "answer": device.add(asked), "name": "Diensthandy"}
    done = half.post("/login/setup/passkey", token | fields)
    assert (done.status_code, "<code>" in done.text) == (200, True)
    client.cookies.clear()
    assert signed_in(client, device).headers["location"] == "/desk"


def test_who_has_a_second_step_sets_up_no_first_one(
    client: TestClient, inventory: Store, clerk: Visitor, device: Device
) -> None:
    cookie = begin_session(inventory, clerk.account, needs="second")
    half = Visitor(client, f"{cookie_name(PUBLIC_URL)}={cookie}", clerk.account)
    known, another = session_of(inventory, cookie), a_device()
    assert known is not None
    token = {"form_token": known.form_token}
    asked = half.post("/login/setup/passkey/question", token)
    fields = {"challenge": "x", "answer": another.add(asked.json()) if asked.is_success else "", "name": "x"}
    done = half.post("/login/setup/passkey", token | fields)
    assert done.headers["location"] == "/login/second?next=%2Fdesk"
    assert len(passkeys_of(inventory, clerk.account)) == 1


def test_another_persons_passkey_is_no_second_step(
    client: TestClient, inventory: Store, clerk: Visitor, sign_in: SignIn
) -> None:
    theirs = a_device()
    added(sign_in("clerk", HERE), theirs)
    half = half_signed_in(client, inventory, clerk)
    known = session_of(inventory, half.cookie.partition("=")[2])
    assert known is not None
    assert second(half, theirs, known.form_token).status_code == 422
    assert half.get("/desk").status_code == 303


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://schilder.example.com"},
        {"origin": "http://schilder.example.de"},
        {"rp_id": "example.de"},
        {"verifies": False},
        {"credential": b"another"},
        {"handle": b"account 999"},
    ],
)
def test_a_signature_that_is_not_for_here_opens_nothing(
    client: TestClient, device: Device, lie: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(device, name, value)
    refused = signed_in(client, device)
    assert (refused.status_code, "signage=" in refused.headers.get("set-cookie", "")) == (422, False)
    assert "Der Passkey wurde nicht angenommen." in refused.text
    assert 'name="password"' in refused.text


def test_another_key_under_a_known_name_opens_nothing(client: TestClient, device: Device) -> None:
    forged = a_device(credential=device.credential, handle=device.handle)
    assert signed_in(client, forged).status_code == 422


def test_an_answer_opens_once_only(client: TestClient, device: Device) -> None:
    question = question_at_login(client)
    fields = {"challenge": question["challenge"], "answer": device.sign(question)}
    assert client.post("/login/passkey", data=fields, headers=OURS).status_code == 303
    client.cookies.pop(cookie_name(PUBLIC_URL))
    again = client.post("/login/passkey", data=fields, headers=OURS)
    assert (again.status_code, "schon verwendet" in again.text) == (422, True)


def test_an_answer_given_in_another_browser_opens_nothing(client: TestClient, device: Device) -> None:
    question = question_at_login(client)
    client.cookies.clear()
    question_at_login(client)
    fields = {"challenge": question["challenge"], "answer": device.sign(question)}
    assert client.post("/login/passkey", data=fields, headers=OURS).status_code == 422


def test_a_question_is_forgotten_after_minutes(
    client: TestClient, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = question_at_login(client)
    monkeypatch.setattr(challenges, "LONGEST", timedelta(seconds=-1))
    fields = {"challenge": question["challenge"], "answer": device.sign(question)}
    assert client.post("/login/passkey", data=fields, headers=OURS).status_code == 422


def test_a_question_for_one_thing_is_none_for_another(client: TestClient, clerk: Visitor) -> None:
    device = a_device()
    question = clerk.post("/account/passkeys/question").json()
    device.add(question)
    fields = {"challenge": question["challenge"], "answer": device.sign(question)}
    assert client.post("/login/passkey", data=fields, headers=OURS).status_code == 422


def test_a_copied_key_is_refused_and_stands_in_the_log(
    client: TestClient, device: Device, inventory: Store, clerk: Visitor
) -> None:
    signed_in(client, device)
    signed_in(client, device)
    device.count = 0
    refused = signed_in(client, device)
    assert (refused.status_code, "eine Kopie" in refused.text) == (422, True)
    logged = events(inventory, account_id=clerk.account)
    assert "Zähler" in str(logged[0].event)
    assert logged[0].detail == "Diensthandy"


def test_a_device_that_does_not_count_is_taken_each_time(client: TestClient, device: Device) -> None:
    for _ in range(2):
        device.count = -1
        assert signed_in(client, device).status_code == 303


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 9000,
        '{"id": 1, "response": 2}',
        "x" * 30_000,
        '{"id": "ä", "response": {}}',
    ],
)
def test_an_answer_that_is_none_is_refused_in_words(client: TestClient, clerk: Visitor, answer: str) -> None:
    question = question_at_login(client)
    fields = {"challenge": question["challenge"], "answer": answer}
    assert client.post("/login/passkey", data=fields, headers=OURS).status_code == 422
    question = clerk.post("/account/passkeys/question").json()
    fields = {"challenge": question["challenge"], "answer": answer, "name": "x"}
    assert clerk.post("/account/passkeys", fields).status_code == 422


@pytest.mark.parametrize("lie", [{"origin": "https://evil.example"}, {"verifies": False}, {"rp_id": "evil"}])
def test_a_key_made_for_elsewhere_is_not_kept(clerk: Visitor, inventory: Store, lie: dict[str, Any]) -> None:
    device = a_device()
    for name, value in lie.items():
        setattr(device, name, value)
    assert added(clerk, device).status_code == 422
    assert passkeys_of(inventory, clerk.account) == []


def test_a_key_is_kept_once(clerk: Visitor, sign_in: SignIn, device: Device) -> None:
    assert "gibt es hier schon" in added(sign_in("clerk", HERE), device).text


def test_a_passkeys_name_is_shown_as_it_is_and_can_change(
    clerk: Visitor, device: Device, inventory: Store
) -> None:
    [key] = passkeys_of(inventory, clerk.account)
    assert clerk.post(f"/account/passkeys/{key.id}/name", {"name": HOSTILE}).status_code == 303
    shown = clerk.get("/account/passkeys").text
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; Söhne" in shown
    assert "<img src=x" not in shown
    assert clerk.post(f"/account/passkeys/{key.id}/name", {"name": " "}).status_code == 422


def test_a_removed_passkey_opens_nothing(
    client: TestClient, clerk: Visitor, device: Device, inventory: Store
) -> None:
    added(clerk, a_device(), "Schlüsselbund")
    key = passkeys_of(inventory, clerk.account)[0]
    assert clerk.post(f"/account/passkeys/{key.id}/remove").status_code == 303
    assert signed_in(client, device).status_code == 422


def test_the_last_second_step_stays(clerk: Visitor, device: Device, inventory: Store) -> None:
    [key] = passkeys_of(inventory, clerk.account)
    refused = clerk.post(f"/account/passkeys/{key.id}/remove")
    assert (refused.status_code, "Ihr letzter zweiter Schritt" in refused.text) == (422, True)
    assert passkeys_of(inventory, clerk.account) == [key]


@pytest.mark.parametrize("way", ["name", "remove"])
def test_another_persons_passkeys_are_as_if_there_were_none(
    clerk: Visitor, sign_in: SignIn, device: Device, inventory: Store, way: str
) -> None:
    [key] = passkeys_of(inventory, clerk.account)
    other = sign_in("administrator")
    for number in (key.id, 999):
        answer = other.post(f"/account/passkeys/{number}/{way}", {"name": "mine"})
        assert (answer.status_code, "Diesen Passkey gibt es nicht." in answer.text) == (404, True)
    assert passkeys_of(inventory, clerk.account) == [key]


@pytest.mark.parametrize("path", ["", "/question", "/1/name", "/1/remove"])
def test_passkeys_change_only_after_a_fresh_proof(clerk: Visitor, inventory: Store, path: str) -> None:
    token = clerk.token
    with inventory.write_plain() as connection:
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        connection.execute(update(session).values(proved_at=long_ago))
    answer = clerk.post(f"/account/passkeys{path}", {"form_token": token, "name": "x"})
    assert answer.headers["location"].startswith("/account/prove")


def test_no_foreign_page_gets_a_question(client: TestClient) -> None:
    answer = client.post("/login/passkey/question", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def kept(store: Store) -> int:
    """How many questions the store knows of."""
    with store.engine_read() as connection:
        return int(connection.execute(select(func.count()).select_from(challenge)).scalar_one())


def test_who_asks_without_end_leaves_nothing_in_the_store_and_takes_nobodys_turn(
    client: TestClient, device: Device, inventory: Store
) -> None:
    before = kept(inventory)
    for _ in range(30):
        question_at_login(client)
    assert kept(inventory) == before
    assert signed_in(client, device).status_code == 303


def test_what_was_taken_is_kept_no_longer_than_it_could_be_brought_again(
    client: TestClient, device: Device, inventory: Store
) -> None:
    for _ in range(2):
        signed_in(client, device)
    with inventory.write_plain() as connection:
        connection.execute(update(challenge).values(ends_at=datetime.now(UTC) - timedelta(seconds=1)))
    signed_in(client, device)
    assert kept(inventory) == 1


@pytest.mark.parametrize("more", ["", "=", "==", "!", "\n"])
def test_an_answer_opens_once_only_however_its_question_is_written(
    client: TestClient, device: Device, more: str
) -> None:
    question = question_at_login(client)
    browser, answer = client.cookies["__Host-signage_browser"], device.sign(question)
    fields = {"challenge": question["challenge"], "answer": answer}
    assert client.post("/login/passkey", data=fields, headers=OURS).status_code == 303
    client.cookies.clear()
    client.cookies.set("__Host-signage_browser", browser, domain="schilder.example.de")
    again = fields | {"challenge": question["challenge"] + more}
    assert client.post("/login/passkey", data=again, headers=OURS).status_code == 422


def test_of_two_who_bring_the_same_answer_at_once_one_gets_in(inventory: Store) -> None:
    value = challenges.new_challenge(inventory, purpose="passkey", bound_to="browser")
    found = challenges.brought_back(inventory, value, purpose="passkey", bound_to="browser")
    assert found is not None
    with ThreadPoolExecutor(8) as many:
        takes = [
            many.submit(challenges.take_challenge, inventory, found, purpose="passkey") for _ in range(8)
        ]
    assert [one.result() for one in takes].count(True) == 1
    assert challenges.brought_back(inventory, value, purpose="passkey", bound_to="browser") is None


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://Schilder.example.de", Site("schilder.example.de", "https://schilder.example.de")),
        ("https://schilder.example.de:443", Site("schilder.example.de", "https://schilder.example.de")),
        ("https://schilder.example.de:8443", Site("schilder.example.de", "https://schilder.example.de:8443")),
        ("http://localhost:8000", Site("localhost", "http://localhost:8000")),
        ("http://schilder.example.de", None),
        ("https://10.0.0.1", None),
        ("http://127.0.0.1:8000", None),
        ("https://[::1]", None),
        ("", None),
    ],
)
def test_passkeys_are_for_the_configured_address_only(address: str, site: Site | None) -> None:
    assert Site.of(address) == site
