"""Administrators keep the accounts: find, invite, give and take rights, reset, end."""

import re
from collections.abc import Iterator

import pytest

from signage.services.accounts.events import events
from signage.services.accounts.factors import factors_of
from signage.services.accounts.listing import people, person
from signage.services.accounts.people import add_account
from signage.services.accounts.recovery import make_codes
from signage.services.rights import Grant
from signage.settings import Settings
from signage.store import Store
from tests.desk.conftest import HERE, PUBLIC_URL, THERE, SignIn
from tests.parts.desk import Visitor
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.places import an_area

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
UWE = {"name": "Uwe  Beispiel", "mail": "Uwe@Example.org", "role": "clerk", "place": HERE}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as box:
        yield box


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> Settings:
    """With a mail server for tests that have a mailbox."""
    has_mail = "mailbox" in request.fixturenames
    url = request.getfixturevalue("mailbox").url if has_mail else ""
    return Settings(public_url=PUBLIC_URL, max_body_mb=4, smtp_url=url)


@pytest.fixture
def admin(sign_in: SignIn) -> Visitor:
    return sign_in("administrator")


def number_of(store: Store, mail: str) -> int:
    return next(one.number for one in people(store, ended=True) if one.mail == mail)


def test_an_invitation_goes_out_by_mail(admin: Visitor, inventory: Store, mailbox: Mailbox) -> None:
    assert "bekommt eine Mail" in admin.get("/people/new").text
    done = admin.post("/people/new", UWE)
    number = number_of(inventory, "uwe@example.org")
    assert done.headers["location"] == f"/people/{number}?done=invited"
    text = mailbox.text()
    assert re.search(rf"^{PUBLIC_URL}/invite/\S+$", text, re.MULTILINE)
    assert "Kim Administrator hat für Sie" in text
    assert [given for _, given in person(inventory, number).grants] == [Grant("clerk", HERE)]


def test_without_a_mail_server_the_link_is_shown_to_be_handed_over(admin: Visitor, inventory: Store) -> None:
    form = admin.get("/people/new").text
    assert "bekommt eine Mail" not in form
    assert "Sie bekommen gleich einen Link" in form
    shown = admin.post("/people/new", UWE | {"name": HOSTILE})
    link = re.search(rf"{PUBLIC_URL}(/invite/[\w-]+)<", shown.text)
    assert link
    assert "<img src=x" not in shown.text
    assert admin.client.get(link[1]).status_code == 200
    number = number_of(inventory, "uwe@example.org")
    again = admin.post(f"/people/{number}/invite")
    assert "/invite/" in again.text
    assert admin.client.get(link[1]).status_code == 404, "the newer one counts"
    assert HOSTILE.split(maxsplit=1)[0] not in admin.get("/people").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mail": "uwe"}, "keine E-Mail-Adresse"),
        ({"name": " "}, "braucht einen Namen"),
        ({"role": "king"}, "bekannt: reader"),
        ({"place": ""}, "wofür das Recht gilt"),
        ({"place": "16999999"}, "gibt es im Bestand nicht"),
        ({"role": "manager"}, "gilt für alle Gemeinden"),
        ({"place": f"{HERE}/9999"}, "gibt es in dieser Gemeinde nicht"),
        ({"place": f"{HERE}/x"}, "wofür das Recht gilt"),
        ({"field": ["nonsense"]}, "nonsense"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    admin: Visitor, inventory: Store, wrong: dict[str, object], said: str
) -> None:
    answer = admin.post("/people/new", UWE | wrong)
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert f'value="{UWE["mail"]}"' in answer.text or "mail" in wrong
    assert [one for one in people(inventory) if "uwe" in one.mail] == []


def test_a_right_may_be_for_one_area_and_some_fields(admin: Visitor, inventory: Store) -> None:
    area = an_area(inventory)
    clerk = add_account(inventory, mail="a@example.org", name="A", grants=[Grant("reader", HERE)], by="test")
    given = {"role": "clerk", "place": f"{HERE}/{area}", "field": ["name", "street"]}
    assert admin.post(f"/people/{clerk}/grants", given).headers["location"] == f"/people/{clerk}?done=granted"
    page = admin.get(f"/people/{clerk}").text
    assert "nur Firma, Straße" in page
    (_, _), (number, right) = person(inventory, clerk).grants
    assert right == Grant("clerk", HERE, area, frozenset({"name", "street"}))
    assert admin.post(f"/people/{clerk}/grants/{number}/end").headers["location"].endswith("done=taken")
    assert len(person(inventory, clerk).grants) == 1


def test_a_right_is_changed_in_one_step_and_its_owner_signs_in_anew(
    admin: Visitor, sign_in: SignIn, inventory: Store
) -> None:
    area = an_area(inventory)
    clerk = sign_in("clerk", HERE, area=area)
    [(number, _)] = person(inventory, clerk.account).grants
    path = f"/people/{clerk.account}/grants/{number}"
    assert f'href="{path}"' in admin.get(f"/people/{clerk.account}").text
    form = admin.get(path).text
    assert '<option value="clerk" selected>' in form
    assert f'<option value="{HERE}/{area}" selected>' in form
    wanted = {"role": "planner", "place": HERE, "field": ["note"]}
    assert admin.post(path, wanted).headers["location"] == f"/people/{clerk.account}?done=changed"
    [(new, right)] = person(inventory, clerk.account).grants
    assert right == Grant("planner", HERE, None, frozenset({"note"}))
    assert clerk.get("/desk").status_code == 303
    again = admin.get(f"/people/{clerk.account}/grants/{new}").text
    assert re.search(r'name="field" value="note" checked', again)
    assert (admin.get(path).status_code, admin.post(path, wanted).status_code) == (404, 404), "it is over"


def test_a_change_of_right_that_cannot_be_leaves_it_as_it_was(admin: Visitor, inventory: Store) -> None:
    [(number, before)] = person(inventory, admin.account).grants
    path = f"/people/{admin.account}/grants/{number}"
    for wanted, status, said in (
        ({"role": "reader", "place": HERE}, 403, "letzte Administration"),
        ({"role": "clerk", "place": ""}, 422, "wofür das Recht gilt"),
        ({"role": "clerk", "place": "16999999"}, 422, "gibt es im Bestand nicht"),
        ({"role": "administrator", "place": "all"}, 422, "hat das Konto schon"),
    ):
        answer = admin.post(path, wanted)
        assert (answer.status_code, said in answer.text) == (status, True), wanted
        assert person(inventory, admin.account).grants == ((number, before),)
    assert admin.get("/desk").status_code == 200


def test_a_right_is_taken_on_its_own_page_alone(admin: Visitor, sign_in: SignIn, inventory: Store) -> None:
    clerk, other = sign_in("clerk", HERE), sign_in("reader", HERE)
    (number, _), *_ = person(inventory, clerk.account).grants
    assert admin.post(f"/people/{other.account}/grants/{number}/end").status_code == 404
    assert admin.get(f"/people/{other.account}/grants/{number}").status_code == 404
    moved = admin.post(f"/people/{other.account}/grants/{number}", {"role": "manager", "place": "all"})
    assert moved.status_code == 404
    assert len(person(inventory, clerk.account).grants) == 1


def test_a_change_of_rights_ends_the_sessions(admin: Visitor, sign_in: SignIn) -> None:
    clerk = sign_in("clerk", HERE)
    assert clerk.get("/desk").status_code == 200
    admin.post(f"/people/{clerk.account}/grants", {"role": "planner", "place": HERE})
    assert clerk.get("/desk").status_code == 303


def test_the_last_administrator_stays(admin: Visitor, inventory: Store) -> None:
    (number, _), *_ = person(inventory, admin.account).grants
    for path, fields in ((f"grants/{number}/end", {}), ("end", {"sure": "1"})):
        answer = admin.post(f"/people/{admin.account}/{path}", fields)
        assert answer.status_code == 403
        assert "letzte Administration" in answer.text


def test_an_account_ends_after_a_question(admin: Visitor, sign_in: SignIn, inventory: Store) -> None:
    clerk = sign_in("clerk", HERE)
    asked = admin.post(f"/people/{clerk.account}/end")
    assert "beenden?" in asked.text
    assert clerk.get("/desk").status_code == 200
    admin.post(f"/people/{clerk.account}/end", {"sure": "1"})
    assert clerk.get("/desk").status_code == 303
    assert person(inventory, clerk.account).state == "ended"
    assert f"/people/{clerk.account}" not in admin.get("/people").text
    assert f"/people/{clerk.account}" in admin.get("/people?ended=1").text


def test_a_lost_second_step_is_reset(admin: Visitor, sign_in: SignIn, inventory: Store) -> None:
    clerk = sign_in("clerk", HERE)
    make_codes(inventory, clerk.account, who="test")
    admin.post(f"/people/{clerk.account}/reset")
    assert factors_of(inventory, clerk.account).recovery_codes == 0
    assert clerk.get("/desk").status_code == 303
    assert "Zweiter Schritt zurückgesetzt" in [one.event for one in events(inventory)]


def test_people_are_found_by_name_or_address_and_nobody_is_said(admin: Visitor, inventory: Store) -> None:
    add_account(
        inventory, mail="m@example.org", name="Jörg Müller", grants=[Grant("clerk", THERE)], by="test"
    )
    assert "Jörg Müller" in admin.get("/people?q=muller").text
    assert "Jörg Müller" not in admin.get("/people?q=xyz").text
    assert "Dazu gibt es kein Konto" in admin.get("/people?q=xyz").text
    assert "Sachbearbeitung, Gotha" in admin.get("/people").text


@pytest.mark.parametrize("role", ["reader", "clerk", "planner", "manager"])
def test_for_all_others_there_is_no_such_page(sign_in: SignIn, inventory: Store, role: str) -> None:
    who = sign_in(role, None if role == "manager" else HERE)
    before = len(people(inventory))
    for path in ("/people", "/people/new", "/people/log", f"/people/{who.account}"):
        assert who.get(path).status_code == 404, path
    for path in ("new", f"{who.account}/grants", f"{who.account}/end", f"{who.account}/reset"):
        assert who.post(f"/people/{path}", UWE | {"sure": "1"}).status_code == 404, path
    assert len(people(inventory)) == before
    assert 'href="/people"' not in who.get("/desk").text


def test_the_log_of_all_accounts_is_theirs(admin: Visitor, sign_in: SignIn) -> None:
    sign_in("clerk", HERE)
    assert "Konto angelegt" in admin.get("/people/log").text
    assert "Konto 99" in admin.get("/people/99").text
