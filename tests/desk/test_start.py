"""The page that everybody sees first."""

from datetime import UTC, datetime

import pytest

from signage.domain.validity import LOCAL, today
from signage.store import Store
from signage_api.desk.start import greeting
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_tenant, add, an_area, outline

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (3, "night"),
        (5, "morning"),
        (10, "morning"),
        (11, "day"),
        (17, "day"),
        (18, "evening"),
        (23, "evening"),
    ],
)
def test_it_greets_by_the_clocks_at_the_signs(hour: int, said: str) -> None:
    assert greeting(datetime(2026, 11, 28, hour, 59, tzinfo=LOCAL)) == said
    assert greeting(datetime(2026, 11, 28, hour, 59, tzinfo=LOCAL).astimezone(UTC).astimezone(LOCAL)) == said


def test_who_has_nothing_to_do_is_told_so(clerk: Visitor) -> None:
    page = clerk.get("/desk").text
    assert "Nichts zu tun" in page
    assert "Noch wurde nichts geändert." not in page  # the areas of the inventory were
    assert 'action="/desk/find"' in page


def test_what_is_due_when_stands_there_with_its_link(clerk: Visitor, inventory: Store) -> None:
    area = an_area(inventory, name=HOSTILE)
    a_tenant(inventory, area, confirmed_on=today())
    foreign = an_area(inventory, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_tenant(inventory, foreign, municipality=THERE, confirmed_on=None)
    page = clerk.get("/desk").text
    assert f'href="/desk/confirm/{area}"' in page
    assert "fällig am" in page
    assert "<img src=x" not in page
    assert "Gotha-Süd" not in page
    assert "Nichts zu tun" in page


def test_of_what_is_due_it_says_how_many_of_how_many(clerk: Visitor, inventory: Store) -> None:
    area = an_area(inventory)
    a_tenant(inventory, area, confirmed_on=None)
    a_tenant(inventory, area, name="Neulich GmbH", confirmed_on=today())
    assert "1 von 2 Firmen ist zu bestätigen" in clerk.get("/desk").text


def test_one_takes_back_what_one_did_and_no_one_elses(clerk: Visitor, inventory: Store) -> None:
    area = an_area(inventory)
    firm = a_tenant(inventory, area, confirmed_on=None)
    assert "Rückgängig" not in clerk.get("/desk").text
    clerk.post(f"/desk/confirm/{area}", {f"{firm}.version": "1", f"{firm}.verdict": "here"})
    page = clerk.get("/desk").text
    assert page.count("Rückgängig: Firmen bestätigt: Erfurter Kreuz") == 1
    number = inventory.revision()
    undone = clerk.post("/desk/undo", {"change_set": number, "back": "/desk"})
    assert undone.headers["location"] == "/desk?undone=1"
    after = clerk.get("/desk?undone=1").text
    assert "Zurückgenommen. Alles steht wieder so da wie vorher." in after
    assert "· zurückgenommen" in after
    assert "Rückgängig" not in after


def test_nobody_sees_or_takes_back_changes_of_others_rows(clerk: Visitor, inventory: Store) -> None:
    add(inventory, "area", name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    number = inventory.revision()
    assert clerk.post("/desk/undo", {"change_set": number, "back": "/desk"}).status_code == 404
    assert clerk.post("/desk/undo", {"change_set": "4711", "back": "/desk"}).status_code == 404
    assert clerk.post("/desk/undo", {"change_set": "x", "back": "/desk"}).status_code == 404


@pytest.mark.parametrize("role", ["reader", "clerk", "planner", "manager", "administrator"])
def test_every_role_has_a_start_page(sign_in: SignIn, inventory: Store, role: str) -> None:
    a_tenant(inventory, an_area(inventory), confirmed_on=None)
    where = HERE if role in ("reader", "clerk", "planner") else None
    page = sign_in(role, where).get("/desk")
    assert page.status_code == 200
    assert ("1 Firma bestätigen" in page.text) == (role in ("clerk", "manager", "administrator"))


@pytest.mark.parametrize(("role", "plans"), [("planner", True), ("clerk", False), ("reader", False)])
def test_who_sets_signs_finds_the_map_for_it(sign_in: SignIn, role: str, plans: bool) -> None:
    assert ('href="/plan"' in sign_in(role, HERE).get("/desk").text) is plans


def test_files_imported_one_after_the_other_are_one_line(clerk: Visitor, inventory: Store) -> None:
    area = an_area(inventory)
    for n in range(6):
        with inventory.change(who="Alex", why=f"Import Firmen: {n}.csv", kind="import") as change:
            row = {"area": area, "municipality": HERE}
            change.create_many("tenant", [row | {"name": f"Firma {n} {m}"} for m in range(3)])
    page = clerk.get("/desk").text.partition('id="start-changes"')[2]
    assert f'href="/desk/history?kind=import&amp;since={today()}&amp;until={today()}">6 Importe</a>' in page
    assert "18 Einträge" in page
    assert "Import Firmen" not in page
    assert page.count("start-change__why") > 1  # what was changed before is seen again
