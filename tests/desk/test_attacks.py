"""What somebody tries who is not let in, or no longer: forms of other sites, old pages, planted cookies."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.services.accounts.grants import end_grant, grants_of
from signage.services.accounts.people import add_account
from signage.services.rights import Grant, everywhere
from signage.store import Store
from signage_api.bearers import cookie_name
from tests.desk.conftest import HERE, PUBLIC_URL, SignIn
from tests.desk.test_role_routes import routes
from tests.parts.signing_in import Browser
from tests.places import a_sign, a_tenant, an_area

FORMS = [path for method, path in routes() if method == "POST"]
# Before anybody has signed in, or by a link that is itself the proof: there is no session to have a token.
WITHOUT_SESSION = (
    "/login", "/login/forgot", "/login/new/{link}", "/login/passkey", "/login/passkey/question",
    "/invite/{link}", "/firm", "/firm/{link}", "/firm/{link}/close", "/firm/{link}/consents",
    "/firm/{link}/logo",
)  # fmt: skip
WITH_FILE = ("/desk/excel", "/desk/queue/firm/{firm}/logo", "/firm/{link}/logo")
MAIL, PASSWORD = "kim@example.org", "sieben bunte Tafeln"


def sent(client: TestClient, path: str, cookie: str, token: str, site: str) -> int:
    """How a form is answered that a page of `site` sends with the session's cookie."""
    where = re.sub(r"\{ags\}", HERE, path)
    where = re.sub(r"\{layer\}", "tenant", where)
    where = re.sub(r"\{\w+\}", "1", where)
    files: Any = {"file": ("a.csv", b"Firma\nX\n")} if path in WITH_FILE else None
    headers = {"Cookie": cookie, "Sec-Fetch-Site": site, "Accept": "text/html"}
    return client.post(where, data={"form_token": token}, files=files, headers=headers).status_code


@pytest.mark.parametrize("path", FORMS)
def test_no_form_is_taken_from_elsewhere_or_without_its_sessions_token(
    client: TestClient, inventory: Store, sign_in: SignIn, path: str
) -> None:
    area = an_area(inventory)
    a_tenant(inventory, area)
    a_sign(inventory, area)
    me, other = sign_in("administrator"), sign_in("administrator")
    assert sent(client, path, me.cookie, me.token, "cross-site") == 403
    assert sent(client, path, me.cookie, me.token, "same-site") == 403
    if path not in WITHOUT_SESSION:
        assert sent(client, path, me.cookie, other.token, "same-origin") == 403
        assert sent(client, path, me.cookie, "", "same-origin") == 403


def test_what_needs_no_session_is_a_form_of_ours() -> None:
    assert set(WITHOUT_SESSION) | set(WITH_FILE) <= set(FORMS)


def test_a_cookie_that_was_given_beforehand_opens_nothing_later(client: TestClient, inventory: Store) -> None:
    add_account(inventory, mail=MAIL, name="Kim", grants=[Grant("clerk", HERE)], by="test", password=PASSWORD)
    name, planted = cookie_name(PUBLIC_URL), "x" * 43
    kim = Browser(client, cookies={name: planted})
    kim.sign_in(MAIL, PASSWORD)
    half = kim.cookies[name]
    kim.get("/login/setup")
    kim.post("/login/setup", {"code": kim.app.now()})
    assert len({planted, half, kim.cookies[name]}) == 3
    assert kim.get("/desk").status_code == 200
    for old in (planted, half):
        assert Browser(client, cookies={name: old}).get("/desk").headers["location"].startswith("/login")


def test_the_form_of_an_old_page_does_nothing_once_the_role_is_gone(
    client: TestClient, inventory: Store, sign_in: SignIn
) -> None:
    firm = a_tenant(inventory, an_area(inventory))
    clerk = sign_in("clerk", HERE)
    token = clerk.token
    [role] = grants_of(inventory, clerk.account)
    end_grant(inventory, role["id"], by=everywhere("Test"))
    fields = {"form_token": token, "give": "phone", "given_by": "Eva", "do": "give"}
    late = clerk.post(f"/desk/queue/firm/{firm}", fields)
    assert (late.status_code, late.headers["location"].startswith("/login")) == (303, True)
    row = inventory.row("tenant", firm)
    assert row is not None
    assert (row["version"], row["consents"]) == (1, None)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)",
     "\x00//evil.example", "///evil.example", "/\n/evil.example", "\\\\evil.example", "/" + "x" * 2000],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(client: TestClient, inventory: Store, elsewhere: str) -> None:
    add_account(inventory, mail=MAIL, name="Kim", grants=[Grant("clerk", HERE)], by="test", password=PASSWORD)
    form = {"mail": MAIL, "password": PASSWORD, "next": elsewhere}
    done = Browser(client).post("/login", form)
    assert (done.status_code, done.headers.get("location")) in (
        (303, "/login/setup?next=%2Fdesk"),
        (400, None),
    )
