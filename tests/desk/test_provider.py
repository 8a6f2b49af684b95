"""Signing in by the authority's provider: a real one on loopback."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from sqlalchemy import select, update
from starlette.testclient import TestClient

from signage.services.accounts.events import events
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.settings import Settings
from signage.store import Store
from signage.store.account_tables import account, challenge, role_grant
from signage_api.app import create_app
from signage_api.bearers import cookie_name
from tests.desk.conftest import HERE, PUBLIC_URL, SignIn
from tests.parts.desk import Visitor
from tests.parts.provider import CLIENT_ID, HOME, SECRET, RealProvider, link_in, running_provider

BACK = f"{PUBLIC_URL}/login/provider/back"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvider]:
    with running_provider(PUBLIC_URL, tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture
def settings(provider: RealProvider) -> Settings:
    """As an operator would set them."""
    return Settings(
        public_url=PUBLIC_URL,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SECRET,
        oidc_name="Landkreis <b>Gotha</b>",
        oidc_both_factors="mfa, hwk",
    )


@pytest.fixture
def client(inventory: Store, settings: Settings) -> Iterator[TestClient]:
    service = create_app(settings, store=inventory)
    with TestClient(service, base_url=PUBLIC_URL, follow_redirects=False) as started:
        yield started


@pytest.fixture
def invited(inventory: Store) -> int:
    """An account that nobody has used yet."""
    grants = [Grant("clerk", HERE)]
    return add_account(inventory, mail="Kim@Example.org", name="Kim Muster", grants=grants, by="test")


def sent_on(client: TestClient, then: str = "/desk") -> str:
    """Where the browser is sent."""
    page = client.get("/login", params={"next": then}).text
    answer = client.get(link_in(page, "/login/provider"))
    assert answer.status_code == 303
    return str(answer.headers["location"])


def came_back(client: TestClient, provider: RealProvider, name: str, then: str = "/desk") -> Any:
    """What the service answers to who has signed in at the provider."""
    return client.get(provider.signs_in(sent_on(client, then), name, back=BACK))


def test_an_invited_person_gets_in_by_the_authoritys_login(
    client: TestClient, provider: RealProvider, invited: int
) -> None:
    done = came_back(client, provider, "kim?mfa", "/desk?lang=en")
    assert (done.status_code, done.headers["location"]) == (303, "/desk?lang=en")
    assert "Kim Muster" in client.get("/desk?lang=en").text


def test_the_second_time_the_subject_counts_and_no_longer_the_address(
    client: TestClient, provider: RealProvider, invited: int, inventory: Store
) -> None:
    came_back(client, provider, "kim?mfa")
    with inventory.write_plain() as connection:
        connection.execute(update(account).values(mail="kim.neu@example.org"))
    client.cookies.clear()
    assert came_back(client, provider, "kim?mfa").headers["location"] == "/desk"
    said = [str(one.event) for one in events(inventory, account_id=invited)]
    assert said.count("Mit der Anmeldung der Behörde verbunden") == 1


def test_roles_stay_ours_and_no_account_is_made(
    client: TestClient, provider: RealProvider, invited: int, inventory: Store
) -> None:
    with inventory.engine_read() as connection:
        before = connection.execute(select(role_grant)).all()
    came_back(client, provider, "kim?mfa")
    client.cookies.clear()
    refused = came_back(client, provider, "somebody?mfa")
    assert (refused.status_code, "kein Konto" in refused.text) == (403, True)
    assert 'name="password"' in refused.text
    with inventory.engine_read() as connection:
        assert connection.execute(select(role_grant)).all() == before
        assert len(connection.execute(select(account)).all()) == 1
    assert client.get("/desk").status_code == 303


@pytest.mark.parametrize("name", ["kim?unverified", "kim?unverified?mfa"])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(
    client: TestClient, provider: RealProvider, invited: int, name: str
) -> None:
    assert came_back(client, provider, name).status_code == 403


def test_an_account_with_a_password_is_not_taken_over_by_its_address(
    client: TestClient, provider: RealProvider, inventory: Store
) -> None:
    add_account(
        inventory, mail="kim@example.org", name="Kim", grants=[], by="test", password="ein langer Satz"
    )
    refused = came_back(client, provider, "kim?mfa")
    assert (refused.status_code, "„Mein Konto“" in refused.text) == (403, True)


def test_an_account_that_has_ended_stays_closed(
    client: TestClient, provider: RealProvider, invited: int, inventory: Store
) -> None:
    came_back(client, provider, "kim?mfa")
    with inventory.write_plain() as connection:
        connection.execute(update(account).values(ended_at=datetime.now(UTC)))
    client.cookies.clear()
    assert came_back(client, provider, "kim?mfa").status_code == 403


def test_one_factor_at_the_provider_is_one_factor_here(
    client: TestClient, provider: RealProvider, invited: int
) -> None:
    done = came_back(client, provider, "kim")
    assert done.headers["location"] == "/login/setup?next=%2Fdesk"
    assert client.get("/desk").headers["location"].startswith("/login")


def test_who_cancels_is_told_so(client: TestClient, provider: RealProvider) -> None:
    answer = client.get(provider.cancels(sent_on(client), back=BACK))
    assert (answer.status_code, "wurde abgebrochen" in answer.text) == (403, True)
    assert "Landkreis &lt;b&gt;Gotha&lt;/b&gt;" in answer.text


def test_the_provider_is_asked_with_a_proof_key_and_never_told_the_secret_by_the_browser(
    client: TestClient, provider: RealProvider
) -> None:
    asked = parse_qs(urlsplit(sent_on(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert len(asked["state"][0]) >= 40
    assert len(asked["nonce"][0]) >= 40
    assert SECRET not in str(asked)


def test_a_code_is_taken_once(client: TestClient, provider: RealProvider, invited: int) -> None:
    address = provider.signs_in(sent_on(client), "kim?mfa", back=BACK)
    browser = client.cookies["__Host-signage_browser"]
    assert client.get(address).status_code == 303
    client.cookies.set("__Host-signage_browser", browser, domain="schilder.example.de")
    again = client.get(address)
    assert (again.status_code, "schon verwendet" in again.text) == (403, True)
    assert cookie_name(PUBLIC_URL) not in again.headers.get("set-cookie", "")


def test_who_leaves_for_the_provider_without_end_leaves_nothing_in_the_store(
    client: TestClient, provider: RealProvider, invited: int, inventory: Store
) -> None:
    for _ in range(20):
        sent_on(client)
    with inventory.engine_read() as connection:
        assert connection.execute(select(challenge)).all() == []
    assert came_back(client, provider, "kim?mfa").status_code == 303


def test_the_provider_cannot_read_where_somebody_goes_on(client: TestClient, provider: RealProvider) -> None:
    address = sent_on(client, "/desk/firms?q=Muster")
    state = parse_qs(urlsplit(address).query)["state"][0]
    plain = base64.urlsafe_b64decode(state + "=" * (-len(state) % 4))
    assert b"firms" not in plain
    assert "firms" not in address


@pytest.mark.parametrize("state", ["", "x", "0" * 43])
def test_another_state_opens_nothing(
    client: TestClient, provider: RealProvider, invited: int, state: str
) -> None:
    address = provider.signs_in(sent_on(client), "kim?mfa", back=BACK)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert client.get(f"{BACK}?{urlencode(asked | {'state': state})}").status_code == 403


def test_what_one_browser_began_another_cannot_finish(
    client: TestClient, provider: RealProvider, invited: int
) -> None:
    address = provider.signs_in(sent_on(client), "kim?mfa", back=BACK)
    client.cookies.clear()
    sent_on(client)
    assert client.get(address).status_code == 403


def test_a_code_of_another_sign_in_of_the_same_browser_opens_nothing(
    client: TestClient, provider: RealProvider, invited: int
) -> None:
    first = provider.signs_in(sent_on(client), "kim?mfa", back=BACK)
    other = {name: values[0] for name, values in parse_qs(urlsplit(sent_on(client)).query).items()}
    taken = {name: values[0] for name, values in parse_qs(urlsplit(first).query).items()}
    mixed = taken | {"state": other["state"]}
    assert client.get(f"{BACK}?{urlencode(mixed)}").status_code == 403


@pytest.mark.parametrize("issuer", [None, "https://evil.example"])
def test_an_answer_of_another_provider_opens_nothing(
    client: TestClient, provider: RealProvider, invited: int, issuer: str | None
) -> None:
    address = provider.signs_in(sent_on(client), "kim?mfa", back=BACK)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked.pop("iss") == provider.issuer
    changed = asked | ({"iss": issuer} if issuer else {})
    assert client.get(f"{BACK}?{urlencode(changed)}").status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "x:y"])
def test_the_way_back_leads_nowhere_else(
    client: TestClient, provider: RealProvider, invited: int, elsewhere: str
) -> None:
    address = client.get("/login/provider", params={"next": elsewhere}).headers["location"]
    done = client.get(provider.signs_in(address, "kim?mfa", back=BACK))
    assert done.headers["location"] == "/desk"


def test_signing_out_leads_on_to_the_provider(
    client: TestClient, provider: RealProvider, invited: int
) -> None:
    came_back(client, provider, "kim?mfa")
    me = Visitor(client, f"{cookie_name(PUBLIC_URL)}={client.cookies[cookie_name(PUBLIC_URL)]}", invited)
    page = me.post("/logout")
    address = link_in(page.text, f"{provider.issuer}/session/end")
    asked = parse_qs(urlsplit(address).query)
    assert asked["post_logout_redirect_uri"] == [f"{PUBLIC_URL}/login"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert requests.get(address, timeout=10).ok
    assert me.get("/desk").status_code == 303


def linked(who: Visitor, provider: RealProvider, name: str) -> Any:
    """What the service answers to who links the account with the provider's sign-in."""
    page = who.post("/account/provider").text
    address = provider.signs_in(link_in(page, provider.issuer), name, back=BACK)
    browser = who.client.cookies["__Host-signage_browser"]
    return who.get(address, headers={"Cookie": f"{who.cookie}; __Host-signage_browser={browser}"})


def test_an_account_is_linked_from_within_and_parted_again(
    client: TestClient, provider: RealProvider, inventory: Store
) -> None:
    number = add_account(
        inventory, mail="kim@example.org", name="Kim", grants=[], by="test", password="ein langer Satz"
    )
    me = Visitor(client, f"{cookie_name(PUBLIC_URL)}={begin_session(inventory, number)}", number)
    assert "Nicht verbunden" in me.get("/account").text
    assert linked(me, provider, "other?mfa").headers["location"] == "/account?done=linked"
    assert "Sie können sich auch damit anmelden." in me.get("/account").text
    client.cookies.clear()
    assert came_back(client, provider, "other?mfa").headers["location"] == "/desk"
    client.cookies.clear()
    assert me.post("/account/provider/end").headers["location"] == "/account?done=parted"
    assert came_back(client, provider, "other?mfa").status_code == 403


def test_an_account_without_another_way_in_stays_linked(
    client: TestClient, provider: RealProvider, invited: int
) -> None:
    came_back(client, provider, "kim?mfa")
    me = Visitor(client, f"{cookie_name(PUBLIC_URL)}={client.cookies[cookie_name(PUBLIC_URL)]}", invited)
    assert me.post("/account/provider/end").status_code == 422


def test_a_sign_in_that_belongs_to_another_account_is_not_linked(
    client: TestClient, provider: RealProvider, invited: int, sign_in: SignIn
) -> None:
    came_back(client, provider, "kim?mfa")
    client.cookies.clear()
    assert "zu einem anderen Konto" in linked(sign_in("clerk", HERE), provider, "kim?mfa").text


def test_a_link_that_somebody_else_began_is_not_made(
    client: TestClient, provider: RealProvider, sign_in: SignIn, inventory: Store
) -> None:
    mine, theirs = sign_in("clerk", HERE), sign_in("administrator")
    page = mine.post("/account/provider").text
    address = provider.signs_in(link_in(page, provider.issuer), "evil?mfa", back=BACK)
    browser = client.cookies["__Host-signage_browser"]
    answer = theirs.get(address, headers={"Cookie": f"{theirs.cookie}; __Host-signage_browser={browser}"})
    assert answer.status_code == 403
    with inventory.engine_read() as connection:
        assert connection.execute(select(account.c.oidc_subject)).scalars().all() == [None, None]


def test_the_provider_of_the_tests_is_pinned_with_all_that_it_brings() -> None:
    lock = json.loads((HOME / "package-lock.json").read_text("utf-8"))["packages"]
    brought = {name: package for name, package in lock.items() if name}
    assert [name for name, package in brought.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in brought.items() if "resolved" in package] == []
    asked = json.loads((HOME / "package.json").read_text("utf-8"))["devDependencies"]
    assert asked == {name: lock[f"node_modules/{name}"]["version"] for name in asked}
