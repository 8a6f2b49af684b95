"""The API takes the desk's session as it takes a token; writing with it only from pages of our own."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from signage.services.accounts.grants import change_grant, grants_of
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.rights import Grant, everywhere
from signage.store import Store
from signage_api.bearers import cookie_name
from tests.api.conftest import HERE, PUBLIC_URL, THERE
from tests.places import a_sign, a_tenant, an_area

Headers = dict[str, str]


@pytest.fixture
def clerk(inventory: Store) -> Headers:
    """The headers of a page of ours in the session of a clerk."""
    grants = [Grant("clerk", HERE)]
    number = add_account(inventory, mail="kim@example.org", name="Kim", grants=grants, by="test")
    return headers_of(inventory, number)


def headers_of(store: Store, number: int, needs: str = "") -> Headers:
    """What the browser of an account sends from a page of ours."""
    value = begin_session(store, number, needs=needs)
    found = session_of(store, value)
    assert found is not None
    cookie = f"{cookie_name(PUBLIC_URL)}={value}"
    return {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "x-form-token": found.form_token}


def renamed(client: TestClient, store: Store, headers: Headers) -> int:
    firm = a_tenant(store, an_area(store))
    sent = {"If-Match": '"1"', **headers}
    return client.patch(f"/api/v1/tenants/{firm}", json={"name": "Neu"}, headers=sent).status_code


def test_a_page_of_ours_writes_in_the_session(client: TestClient, inventory: Store, clerk: Headers) -> None:
    assert renamed(client, inventory, clerk) == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"x-form-token": ""},
        {"x-form-token": "0" * 40},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=lambda wrong: " ".join(*wrong.items()),
)
def test_what_another_page_sends_with_the_cookie_is_refused(
    client: TestClient, inventory: Store, clerk: Headers, wrong: Headers
) -> None:
    assert renamed(client, inventory, clerk | wrong) == 403


def test_another_origin_is_refused_by_browsers_that_say_no_more(
    client: TestClient, inventory: Store, clerk: Headers
) -> None:
    del clerk["Sec-Fetch-Site"]
    assert renamed(client, inventory, clerk | {"Origin": "https://boese.example"}) == 403
    assert renamed(client, inventory, clerk | {"Origin": PUBLIC_URL}) == 200


def test_the_token_of_another_session_is_refused(
    client: TestClient, inventory: Store, clerk: Headers
) -> None:
    other = add_account(inventory, mail="o@example.org", name="O", grants=[Grant("clerk", HERE)], by="test")
    theirs = headers_of(inventory, other)["x-form-token"]
    assert renamed(client, inventory, clerk | {"x-form-token": theirs}) == 403


def test_who_has_not_yet_signed_in_for_good_is_nobody(client: TestClient, inventory: Store) -> None:
    number = add_account(inventory, mail="k@example.org", name="K", grants=[Grant("clerk", HERE)], by="test")
    half = headers_of(inventory, number, needs="totp")
    assert renamed(client, inventory, half) == 401
    assert client.get("/api/v1/changes", headers=half).status_code == 401
    assert client.get("/api/v1/me", headers=half).json()["form_token"] is None


def test_what_a_session_opens_is_kept_by_no_cache(client: TestClient, clerk: Headers) -> None:
    answer = client.get("/api/v1/tenants", headers={"Cookie": clerk["Cookie"]})
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Cookie" in answer.headers["vary"]
    assert client.get("/api/v1/tenants").headers["cache-control"] == "no-cache"


def test_a_changed_role_ends_what_the_session_might(
    client: TestClient, inventory: Store, clerk: Headers
) -> None:
    [given] = grants_of(inventory, 1)
    change_grant(inventory, given["id"], Grant("planner", HERE), by=everywhere("machine"))
    assert renamed(client, inventory, clerk) == 401


def test_who_asks_is_told_what_they_may(client: TestClient, inventory: Store, clerk: Headers) -> None:
    told = client.get("/api/v1/me", headers=clerk).json()
    town = {"municipality": HERE, "area": None, "fields": None}
    assert (told["name"], told["form_token"]) == ("Kim", clerk["x-form-token"])
    assert told["roles"] == [{"role": "clerk", "title": "Sachbearbeitung", **town}]
    assert told["writes"] == {"municipalities": [], "areas": [], "tenants": [town], "signs": []}
    assert (told["settles"], told["is_regional"], told["keeps_accounts"]) == (True, False, False)


def test_nobody_in_particular_may_nothing(client: TestClient) -> None:
    told = client.get("/api/v1/me").json()
    assert (told["name"], told["roles"], told["form_token"]) == (None, [], None)
    assert not any(told["writes"].values())


def test_a_token_gives_no_form_token(client: TestClient, own: Headers) -> None:
    told = client.get("/api/v1/me", headers=own).json()
    assert told["form_token"] is None
    assert told["writes"]["tenants"] == [{"municipality": HERE, "area": None, "fields": None}]


@pytest.fixture
def past(inventory: Store) -> str:
    """The address of a sign's page as of another day."""
    area = an_area(inventory)
    a_tenant(inventory, area, name="Vorher GmbH", valid_to=date(2026, 11, 10))
    row = inventory.row("sign", a_sign(inventory, area))
    assert row is not None
    return f"/{row['code']}?as_of=2026-11-01"


def test_another_day_is_shown_in_the_session_and_kept_nowhere(
    client: TestClient, past: str, clerk: Headers
) -> None:
    for address in (past, past.replace("?", ".json?")):
        shown = client.get(address, headers={"Cookie": clerk["Cookie"]})
        assert (shown.status_code, "Vorher GmbH" in shown.text) == (200, True)
        assert shown.headers["cache-control"] == "no-store"
        assert client.get(address).status_code == 401


def test_another_day_of_another_town_is_not_there_in_the_session(
    client: TestClient, inventory: Store, past: str
) -> None:
    grants = [Grant("clerk", THERE)]
    number = add_account(inventory, mail="lou@example.org", name="Lou", grants=grants, by="test")
    cookie = headers_of(inventory, number)["Cookie"]
    assert client.get(past, headers={"Cookie": cookie}).status_code == 404


def test_another_day_is_not_shown_before_the_second_step(
    client: TestClient, inventory: Store, past: str
) -> None:
    number = add_account(
        inventory, mail="lou@example.org", name="Lou", grants=[Grant("clerk", HERE)], by="test"
    )
    cookie = headers_of(inventory, number, needs="second")["Cookie"]
    assert client.get(past, headers={"Cookie": cookie}).status_code == 401
    assert client.get(past, headers={"Cookie": cookie + "x"}).status_code == 401
