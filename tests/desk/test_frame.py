"""Getting in and out of the desk, and what every page of it has."""

import pytest
from starlette.testclient import TestClient

from signage.languages import desk as words
from signage.services.accounts.people import add_account
from signage.services.rights import Grant
from signage.store import Store
from signage_api.logs import shown_path
from tests.desk.conftest import HERE
from tests.desk.test_role_routes import routes
from tests.parts.desk import Visitor

FORM = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def somebody(inventory: Store) -> dict[str, str]:
    add_account(
        inventory,
        mail="Kim@Example.org",
        name="Kim <b>Muster</b>",
        grants=[Grant("clerk", HERE)],
        by="test",
        password="ein langer Satz",
    )
    return {"mail": "kim@example.org", "password": "ein langer Satz"}


def test_the_desk_leads_to_the_login_and_on_to_the_missing_step(
    client: TestClient, somebody: dict[str, str]
) -> None:
    assert client.get("/desk?lang=en").headers["location"] == "/login?next=%2Fdesk%3Flang%3Den"
    form = client.get("/login?next=%2Fdesk%3Flang%3Den")
    assert 'name="next" value="/desk?lang=en"' in form.text
    done = client.post("/login", data=somebody | {"next": "/desk?lang=en"}, headers=FORM)
    assert (done.status_code, done.headers["location"]) == (303, "/login/setup?next=%2Fdesk%3Flang%3Den")
    setup = client.get("/login/setup?lang=en&next=%2Fdesk%3Flang%3Den")
    assert "<span>Kim &lt;b&gt;Muster&lt;/b&gt;</span>" in setup.text
    assert client.get("/desk").headers["location"] == "/login?next=%2Fdesk"
    assert client.get("/login?next=%2Fdesk").headers["location"] == "/login/setup?next=%2Fdesk"


def test_the_cookie_is_for_this_host_and_no_script(client: TestClient, somebody: dict[str, str]) -> None:
    cookie = client.post("/login", data=somebody, headers=FORM).headers["set-cookie"]
    assert cookie.startswith("__Host-signage=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize("wrong", [{"password": "falsch"}, {"mail": "nobody@example.org"}, {"password": ""}])
def test_a_wrong_word_says_the_same_whatever_was_wrong(
    client: TestClient, somebody: dict[str, str], wrong: dict[str, str]
) -> None:
    answer = client.post("/login", data=somebody | wrong, headers=FORM)
    assert answer.status_code == 422
    assert "E-Mail-Adresse oder Passwort stimmen nicht." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "x"])
def test_after_signing_in_one_stays_here(
    client: TestClient, somebody: dict[str, str], elsewhere: str
) -> None:
    done = client.post("/login", data=somebody | {"next": elsewhere}, headers=FORM)
    assert done.headers["location"] == "/login/setup?next=%2Fdesk"


def test_a_form_of_another_site_is_not_taken(client: TestClient, somebody: dict[str, str]) -> None:
    answer = client.post("/login", data=somebody, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_signing_out_ends_the_session_itself(clerk: Visitor) -> None:
    assert clerk.get("/desk").status_code == 200
    assert clerk.post("/logout").headers["location"] == "/login?done=signed_out"
    assert clerk.get("/desk").headers["location"] == "/login?next=%2Fdesk"


def test_a_form_without_the_token_of_its_session_changes_nothing(clerk: Visitor) -> None:
    assert clerk.post("/logout", {"form_token": "0" * 40}).status_code == 403
    assert clerk.get("/desk").status_code == 200


def test_no_page_of_the_desk_is_kept_or_framed(clerk: Visitor) -> None:
    headers = clerk.get("/desk").headers
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_every_word_of_the_desk_is_german_and_english() -> None:
    german, english = words.words("de"), words.words("en")
    assert german.keys() == english.keys()
    assert [key for key in german if not german[key].strip() or not english[key].strip()] == []


def test_no_link_that_opens_something_stands_in_a_log() -> None:
    paths = {path for _, path in routes() if "{link}" in path}
    assert len(paths) > 2
    assert [path for path in paths if "{link}" in shown_path(path)] == []


@pytest.mark.parametrize("path", ["/desk/firms/4711", "/desk/nothing", "/desk/parked.xlsx", "/desk/region"])
def test_an_error_leads_staff_back_to_the_desk_and_asks_for_no_code(clerk: Visitor, path: str) -> None:
    page = clerk.get(path, headers={"Accept": "text/html", "Accept-Language": "de"})
    assert page.status_code in (403, 404)
    assert '<a href="/desk">Zurück zur Übersicht</a>' in page.text
    assert "gescannt" not in page.text
    assert "<form" not in page.text


def test_the_other_language_stays_on_the_next_pages_and_keeps_what_was_asked(clerk: Visitor) -> None:
    asked = clerk.get("/desk/firms?q=a%26b&state=all")
    assert 'href="/desk/firms?q=a%26b&amp;state=all&amp;lang=en"' in asked.text
    kept = clerk.get("/desk?lang=en").headers["set-cookie"].split(";")[0]
    headers = {"Cookie": f"{clerk.cookie}; {kept}"}
    assert ">Firms</h1>" in clerk.client.get("/desk/firms", headers=headers).text
    fields = {"form_token": clerk.token, "language": "de"}
    done = clerk.client.post("/account/language", data=fields, headers=headers | FORM)
    assert "signage_desk_language=" in done.headers["set-cookie"]
    assert "Max-Age=0" in done.headers["set-cookie"]


def test_a_language_that_somebody_else_chose_in_this_browser_does_not_count(clerk: Visitor) -> None:
    headers = {"Cookie": f"{clerk.cookie}; signage_desk_language=999999.en"}
    assert ">Firmen</h1>" in clerk.client.get("/desk/firms", headers=headers).text
