"""The pages on which a clerk confirms: what they offer, take, refuse and show again."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from signage.domain.validity import today
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.editing import change_row
from signage.services.rights import Grant, Rights
from signage.store import Store
from signage_api.bearers import cookie_name
from tests.desk.conftest import HERE, PUBLIC_URL, THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area, outline

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
LONG_AGO = date(2024, 1, 15)
_VERSIONS = re.compile(r'name="([0-9]+)\.version" value="([0-9]+)"')


@pytest.fixture
def area(inventory: Store) -> int:
    return an_area(inventory)


def form_of(page: str, **said: Any) -> dict[str, Any]:
    """The form as it stands, all still there, but for what is said: `f7={"verdict": "gone"}` of firm 7."""
    fields: dict[str, Any] = {}
    for firm, version in _VERSIONS.findall(page):
        fields |= {f"{firm}.version": version, f"{firm}.verdict": "here"}
        fields |= {f"{firm}.{name}": value for name, value in said.get(f"f{firm}", {}).items()}
    return fields


def row(store: Store, firm: int) -> dict[str, Any]:
    found = store.row("tenant", firm)
    assert found is not None
    return found


def test_the_start_page_leads_straight_to_the_one_area_that_is_due(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    for name in ("A", "B"):
        a_tenant(inventory, area, name=name, confirmed_on=LONG_AGO)
    page = clerk.get("/desk").text
    assert f'href="/desk/confirm/{area}"' in page
    assert "2 Firmen bestätigen" in page


def test_areas_tell_since_when_they_are_due(clerk: Visitor, inventory: Store, area: int) -> None:
    a_tenant(inventory, area, name="A", confirmed_on=LONG_AGO)
    a_tenant(inventory, area, name="B", confirmed_on=today())
    other = an_area(inventory, name=HOSTILE, number="X", geometry=outline(2000))
    a_tenant(inventory, other, confirmed_on=today())
    page = clerk.get("/desk/confirm").text
    assert "fällig seit 15.07.2024" in page
    assert "1 von 2 Firmen sind auf dem Stand" in page
    assert "<img src=x" not in page
    assert page.index("Jetzt fällig") < page.index("Erfurter Kreuz") < page.index("Auf dem Stand")


def test_the_history_says_what_a_confirmation_did_to_which_rows(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firms = [a_tenant(inventory, area, name=f"Firma {n}", confirmed_on=LONG_AGO) for n in range(6)]
    page = clerk.get(f"/desk/confirm/{area}").text
    moved = {f"f{firms[0]}": {"verdict": "moved", "moved.house_number": "99"}}
    clerk.post(f"/desk/confirm/{area}", form_of(page, **moved))
    number = inventory.revision()
    for path in ("/desk", "/desk/history", f"/desk/history/set/{number}"):
        told = clerk.get(path).text
        assert "Firmen: 6 geändert, 1 angelegt · Gewerbegebiete: 1 geändert" in told, path
        assert "8 Einträge" not in told, path


def test_one_click_confirms_and_another_takes_it_back(clerk: Visitor, inventory: Store, area: int) -> None:
    firms = [a_tenant(inventory, area, name=f"Firma {n}", confirmed_on=LONG_AGO) for n in range(3)]
    page = clerk.get(f"/desk/confirm/{area}").text
    assert "Alle 3 bestätigen" in page
    done = clerk.post(f"/desk/confirm/{area}", form_of(page))
    assert done.status_code == 303
    after = clerk.get(done.headers["location"]).text
    assert "Erfurter Kreuz ist bestätigt" in after
    assert "Noch da: 3. Umgezogen: 0. Weg: 0. Berichtigt: 0." in after
    assert {row(inventory, firm)["confirmed_on"] for firm in firms} == {today()}
    [number] = set(re.findall(r'name="change_set" value="([0-9]+)"', after))
    undone = clerk.post("/desk/undo", {"change_set": number, "back": "/desk/confirm"})
    assert undone.headers["location"] == "/desk/confirm?undone=1"
    assert "Zurückgenommen." in clerk.get("/desk/confirm?undone=1").text
    assert {row(inventory, firm)["confirmed_on"] for firm in firms} == {LONG_AGO}


def test_exceptions_are_stored_with_the_rest(clerk: Visitor, inventory: Store, area: int) -> None:
    stays, goes, wrong = (a_tenant(inventory, area, name=name, confirmed_on=LONG_AGO) for name in "ABC")
    said: dict[str, Any] = {
        f"f{goes}": {"verdict": "gone", "gone.valid_to": "2026-01-31"},
        f"f{wrong}": {"verdict": "corrected", "corrected.name": HOSTILE, "corrected.number": "7"},
    }
    done = clerk.post(f"/desk/confirm/{area}", form_of(clerk.get(f"/desk/confirm/{area}").text, **said))
    assert done.status_code == 303
    assert row(inventory, goes)["valid_to"] == date(2026, 1, 31)
    assert (row(inventory, wrong)["name"], row(inventory, wrong)["number"]) == (HOSTILE, 7)
    assert row(inventory, stays)["confirmed_on"] == today()
    assert "<img src=x" not in clerk.get(f"/desk/confirm/{area}").text


def test_what_cannot_be_taken_is_shown_with_all_that_was_typed(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    first, second = (a_tenant(inventory, area, name=name, confirmed_on=LONG_AGO) for name in "AB")
    said: dict[str, Any] = {
        f"f{second}": {"verdict": "gone", "gone.valid_to": "bald"},
        f"f{first}": {"verdict": "moved", "moved.street": HOSTILE},
    }
    answer = clerk.post(f"/desk/confirm/{area}", form_of(clerk.get(f"/desk/confirm/{area}").text, **said))
    assert answer.status_code == 422
    assert "1 von 2 Firmen braucht noch einen Blick" in answer.text
    assert 'value="bald" aria-invalid="true"' in answer.text
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; Söhne" in answer.text
    assert answer.text.index(f'data-firm="{second}"') < answer.text.index(f'data-firm="{first}"')
    assert row(inventory, first)["confirmed_on"] == LONG_AGO


def test_a_firm_that_changed_meanwhile_is_shown_as_it_is_now(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    first, second = (a_tenant(inventory, area, name=name, confirmed_on=LONG_AGO) for name in "AB")
    form = form_of(clerk.get(f"/desk/confirm/{area}").text, **{f"f{second}": {"verdict": "gone"}})
    change_row(inventory, "tenant", second, {"name": "B & Co"}, seen_version=1, rights=Rights(None, "Regie"))
    answer = clerk.post(f"/desk/confirm/{area}", form)
    assert answer.status_code == 409
    assert "Inzwischen von jemand anderem geändert" in answer.text
    assert "B &amp; Co" in answer.text
    assert f'id="{second}.gone" name="{second}.verdict" value="gone" checked' in answer.text
    assert f'data-firm="{first}"' not in answer.text
    assert (row(inventory, first)["confirmed_on"], row(inventory, second)["valid_to"]) == (today(), None)
    assert clerk.post(f"/desk/confirm/{area}", form_of(answer.text)).status_code == 303
    assert row(inventory, second)["confirmed_on"] == today()


def test_a_foreign_area_is_as_if_it_were_not_there(clerk: Visitor, inventory: Store) -> None:
    foreign = an_area(inventory, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    firm = a_tenant(inventory, foreign, municipality=THERE, confirmed_on=LONG_AGO)
    said: dict[int, list[str]] = {}
    for number in (foreign, 4711):
        fields = {f"{firm}.version": "1", f"{firm}.verdict": "gone"}
        answers = [
            clerk.get(f"/desk/confirm/{number}"),
            clerk.post(f"/desk/confirm/{number}", fields),
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        said[number] = re.findall(r"Ein Gewerbegebiet [^<]*", answers[0].text.replace(str(number), "N"))
    assert said[foreign] == said[4711] != []
    assert "Gotha-Süd" not in clerk.get("/desk/confirm").text
    assert row(inventory, firm)["valid_to"] is None


@pytest.mark.parametrize("role", ["reader", "planner"])
def test_who_may_not_change_firms_confirms_none(
    sign_in: SignIn, inventory: Store, area: int, role: str
) -> None:
    firm = a_tenant(inventory, area, confirmed_on=LONG_AGO)
    visitor = sign_in(role, HERE)
    assert "/desk/confirm" not in visitor.get("/desk").text
    assert visitor.get(f"/desk/confirm/{area}").status_code == 403
    fields = {f"{firm}.version": "1", f"{firm}.verdict": "here"}
    assert visitor.post(f"/desk/confirm/{area}", fields).status_code == 403
    assert row(inventory, firm)["confirmed_on"] == LONG_AGO


def test_what_somebody_else_changed_since_is_not_taken_back(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firm = a_tenant(inventory, area, confirmed_on=LONG_AGO)
    clerk.post(f"/desk/confirm/{area}", form_of(clerk.get(f"/desk/confirm/{area}").text))
    number = inventory.revision()
    change_row(inventory, "tenant", firm, {"name": "Neu"}, seen_version=2, rights=Rights(None, "Regie"))
    answer = clerk.post("/desk/undo", {"change_set": number, "back": "https://evil.example/"})
    assert answer.status_code == 409
    assert "Seit Änderung" in answer.text
    assert 'href="/desk"' in answer.text
    assert "evil" not in answer.text


def test_an_empty_desk_says_what_to_do(clerk: Visitor, area: int) -> None:
    assert "Noch gibt es in Ihren Gebieten keine Firmen." in clerk.get("/desk/confirm").text
    assert "In diesem Gebiet steht keine Firma" in clerk.get(f"/desk/confirm/{area}").text


def test_the_pages_speak_english(clerk: Visitor, inventory: Store, area: int) -> None:
    a_tenant(inventory, area, confirmed_on=today() - timedelta(days=400))
    assert "all still there?" in clerk.get(f"/desk/confirm/{area}?lang=en").text
    assert "Due now" in clerk.get("/desk/confirm?lang=en").text


def limited_to(sign_in: SignIn, inventory: Store, *fields: str) -> Visitor:
    """A clerk of Amt Wachsenburg for some fields only."""
    visitor = sign_in("reader", HERE)
    grant = Grant("clerk", HERE, fields=frozenset(fields))
    number = add_account(inventory, mail="only@example.org", name="Kim Wenig", grants=[grant], by="test")
    return Visitor(visitor.client, f"{cookie_name(PUBLIC_URL)}={begin_session(inventory, number)}", number)


def test_only_what_the_role_may_answer_is_offered(sign_in: SignIn, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area, name=HOSTILE, confirmed_on=LONG_AGO)
    clerk = limited_to(sign_in, inventory, "confirmed_on", "activity")
    page = clerk.get(f"/desk/confirm/{area}").text
    assert re.findall(r'type="radio"[^>]*value="(\w+)"', page) == ["here", "corrected"]
    assert f'name="{firm}.corrected.activity"' in page
    assert f'name="{firm}.corrected.name"' not in page
    assert "Sie dürfen hier nur einzelne Angaben ändern." in page
    said = {"verdict": "corrected", "corrected.activity": "Handel"}
    assert clerk.post(f"/desk/confirm/{area}", form_of(page, **{f"f{firm}": said})).status_code == 303
    assert row(inventory, firm)["activity"] == "Handel"


def test_who_may_not_confirm_is_told_before(sign_in: SignIn, inventory: Store, area: int) -> None:
    a_tenant(inventory, area, name=HOSTILE, confirmed_on=LONG_AGO)
    page = limited_to(sign_in, inventory, "phone").get(f"/desk/confirm/{area}").text
    assert "Ihre Rolle ist auf einzelne Angaben begrenzt" in page
    assert 'type="radio"' not in page
    assert "confirm-submit" not in page
    assert "<img src=x" not in page


def test_a_refusal_keeps_the_form_and_says_why(sign_in: SignIn, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area, name="Alt GmbH", confirmed_on=LONG_AGO)
    clerk = limited_to(sign_in, inventory, "confirmed_on", "activity")
    page = clerk.get(f"/desk/confirm/{area}").text
    said = {"verdict": "corrected", "corrected.name": "Neu GmbH", "corrected.activity": "Bau"}
    answer = clerk.post(f"/desk/confirm/{area}", form_of(page, **{f"f{firm}": said}))
    assert answer.status_code == 403
    assert "Gespeichert wurde nichts" in answer.text
    assert "Ihre Rolle ändert hier nur Tätigkeit, bestätigt am" in answer.text
    assert 'value="Bau"' in answer.text
    assert row(inventory, firm)["name"] == "Alt GmbH"
