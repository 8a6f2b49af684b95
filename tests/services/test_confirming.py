"""Confirming an area's firms: what is due, and what becomes of each answer."""

from datetime import date
from typing import Any

import pytest

from signage.domain.validity import today
from signage.errors import Forbidden, NotFound, RowsRefused
from signage.services.confirming import Answer, confirm_area, due_areas, firms_to_confirm
from signage.services.editing import change_row
from signage.services.offices import save_office
from signage.services.reverting import revert_change_set
from signage.services.rights import Grant, Rights
from signage.services.tenants.succession import steps_of
from signage.store import Store
from tests.places import a_municipality, a_tenant, an_area, outline, point

HERE, THERE = "16070028", "16067029"
CLERK = Rights.from_grants([Grant("clerk", HERE)], who="Kim Muster")
EVERYBODY = Rights(None, "Regie")
LONG_AGO, LATELY, ON = date(2026, 1, 15), date(2026, 11, 1), date(2026, 11, 28)


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    return an_area(store)


def answers(store: Store, area: int, rights: Rights = CLERK, **verdicts: Any) -> list[Answer]:
    """Everything still there, except what is named: `Muster_GmbH=("gone", {...})`."""
    found = firms_to_confirm(store, area, rights, on=ON)
    said = {name.replace("_", " "): verdict for name, verdict in verdicts.items()}
    return [Answer(row["id"], row["version"], *said.get(row["name"], ())) for row in found.rows]


def confirmed_on(store: Store, firm: int) -> date | None:
    row = store.row("tenant", firm)
    assert row is not None
    found: date | None = row["confirmed_on"]
    return found


def test_an_area_is_due_by_its_oldest_firm(store: Store, area: int) -> None:
    a_tenant(store, area, name="Alt", confirmed_on=LONG_AGO)
    a_tenant(store, area, name="Neu", confirmed_on=LATELY)
    a_tenant(store, area, name="Weg", confirmed_on=None, valid_to=LATELY)
    [found] = due_areas(store, CLERK, on=ON)
    assert (found.firms, found.due, found.never) == (2, 1, 0)
    assert (found.oldest, found.due_on, found.is_due(ON)) == (LONG_AGO, date(2026, 7, 15), True)


def test_a_firm_that_was_never_confirmed_is_due_since_it_came(store: Store, area: int) -> None:
    a_tenant(store, area, confirmed_on=None)
    [found] = due_areas(store, CLERK)
    assert (found.due, found.never, found.due_on) == (1, 1, today())


def test_the_cycle_is_the_municipalitys_own(store: Store, area: int) -> None:
    a_tenant(store, area, confirmed_on=LONG_AGO)
    save_office(store, HERE, mail="", cycle_months=12, firms_direct=False, seen_version=0, rights=CLERK)
    [found] = due_areas(store, CLERK, on=ON)
    assert (found.due, found.due_on) == (0, date(2027, 1, 15))


def test_areas_and_firms_of_others_are_not_told(store: Store, area: int) -> None:
    a_tenant(store, area, name="Nebenan", municipality=THERE, confirmed_on=LONG_AGO)
    a_tenant(store, area, name="Hier", confirmed_on=LATELY)
    [found] = due_areas(store, CLERK, on=ON)
    assert (found.firms, found.due) == (1, 0)
    assert [row["name"] for row in firms_to_confirm(store, area, CLERK, on=ON).rows] == ["Hier"]
    foreign = an_area(store, name="Gotha-Süd", number="GS", municipality=THERE, geometry=outline(25e3))
    for number in (foreign, 4711):
        with pytest.raises(NotFound) as caught:
            firms_to_confirm(store, number, CLERK, on=ON)
        assert str(caught.value).replace(str(number), "N") == (
            "Ein Gewerbegebiet N gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin."
        )


def test_one_click_confirms_all_of_an_area_in_one_change_set(store: Store, area: int) -> None:
    firms = [a_tenant(store, area, name=f"Firma {n}", confirmed_on=LONG_AGO) for n in range(40)]
    before = store.revision()
    done = confirm_area(store, area, answers(store, area), rights=CLERK, on=ON)
    assert (done.change_set, done.counted, done.is_whole) == (before + 1, {"here": 40}, True)
    assert {confirmed_on(store, firm) for firm in firms} == {ON}
    row = store.row("area", area)
    assert row is not None
    assert row["confirmed_on"] == ON
    assert due_areas(store, CLERK, on=ON)[0].due == 0


def test_all_still_there_except(store: Store, area: int) -> None:
    other = an_area(store, name="Thörey", number="TH", geometry=outline(2000))
    stays = a_tenant(store, area, name="Bleibt", confirmed_on=LONG_AGO)
    moves = a_tenant(
        store, area, name="Zieht", number=1, street="Am Rand", square="C3", confirmed_on=LONG_AGO
    )
    goes = a_tenant(store, area, name="Geht", confirmed_on=LONG_AGO)
    is_wrong = a_tenant(store, area, name="Müler GmbH", activity="Lager", confirmed_on=LONG_AGO)
    said: dict[str, Any] = {
        "Zieht": ("moved", {"area": other, "street": "Im Feld", "house_number": "7"}),
        "Geht": ("gone", {"valid_to": "2026-11-01"}),
        "Müler_GmbH": ("corrected", {"name": "Müller GmbH", "number": 12}),
    }
    done = confirm_area(store, area, answers(store, area, **said), rights=CLERK, on=ON)
    assert done.counted == {"here": 1, "moved": 1, "gone": 1, "corrected": 1}
    rows = {row["id"]: row for row in store.read("tenant")}
    [step] = steps_of(store, moves)
    moved = rows[step.successor]
    assert (rows[moves]["valid_to"], moved["valid_from"], step.kind) == (ON, ON, "moved")
    assert (moved["area"], moved["street"], moved["house_number"]) == (other, "Im Feld", "7")
    assert (moved["geometry"], moved["square"], moved["name"]) == (None, None, "Zieht")
    assert (rows[goes]["valid_to"], rows[goes]["confirmed_on"]) == (date(2026, 11, 1), LONG_AGO)
    assert (rows[is_wrong]["name"], rows[is_wrong]["number"]) == ("Müller GmbH", 12)
    assert [rows[firm]["confirmed_on"] for firm in (stays, step.successor, is_wrong)] == [ON] * 3


def test_a_firm_that_came_only_today_moves_in_place(store: Store, area: int) -> None:
    firm = a_tenant(store, area, name="Neu", valid_from=ON)
    said = answers(store, area, Neu=("moved", {"street": "Im Feld"}))
    confirm_area(store, area, said, rights=CLERK, on=ON)
    [row] = store.read("tenant")
    assert (row["id"], row["street"], row["geometry"], row["valid_to"]) == (firm, "Im Feld", None, None)


def test_what_was_confirmed_can_be_taken_back_as_one(store: Store, area: int) -> None:
    firms = [a_tenant(store, area, name=f"Firma {n}", confirmed_on=LONG_AGO) for n in range(3)]
    said: dict[str, Any] = {"Firma_1": ("gone", {}), "Firma_2": ("moved", {"street": "Im Feld"})}
    done = confirm_area(store, area, answers(store, area, **said), rights=CLERK, on=ON)
    assert done.change_set is not None
    revert_change_set(store, done.change_set, who=CLERK.who, rights=CLERK)
    rows = {row["id"]: row for row in store.read("tenant")}
    assert {rows[firm]["confirmed_on"] for firm in firms} == {LONG_AGO}
    assert rows.keys() == set(firms)
    assert {rows[firm]["valid_to"] for firm in firms} == {None}
    row = store.row("area", area)
    assert row is not None
    assert row["confirmed_on"] is None


def test_a_firm_that_changed_meanwhile_is_not_confirmed_silently(store: Store, area: int) -> None:
    first, second = (a_tenant(store, area, name=name, confirmed_on=LONG_AGO) for name in ("A", "B"))
    seen = answers(store, area)
    change_row(store, "tenant", second, {"activity": "Bäckerei"}, seen_version=1, rights=CLERK)
    done = confirm_area(store, area, seen, rights=CLERK, on=ON)
    assert (done.meanwhile, done.is_whole, done.counted) == ((second,), False, {"here": 1})
    assert (confirmed_on(store, first), confirmed_on(store, second)) == (ON, LONG_AGO)
    row = store.row("area", area)
    assert row is not None
    assert row["confirmed_on"] is None


def test_a_firm_that_came_meanwhile_stays_due(store: Store, area: int) -> None:
    a_tenant(store, area, name="A", confirmed_on=LONG_AGO)
    seen = answers(store, area)
    a_tenant(store, area, name="B", confirmed_on=None)
    assert confirm_area(store, area, seen, rights=CLERK, on=ON).is_whole is False


def test_nobody_confirms_a_firm_of_others_or_of_another_area(store: Store, area: int) -> None:
    other = an_area(store, name="Thörey", number="TH", geometry=outline(2000))
    firms = [
        a_tenant(store, area, name="Nebenan", municipality=THERE, confirmed_on=LONG_AGO),
        a_tenant(store, other, name="Anderswo", geometry=point(2500, 500), confirmed_on=LONG_AGO),
    ]
    asked = [Answer(firm, 1) for firm in (*firms, 4711)]
    done = confirm_area(store, area, asked, rights=CLERK, on=ON)
    assert (done.change_set, done.counted, done.meanwhile) == (None, {}, (*firms, 4711))
    assert {confirmed_on(store, firm) for firm in firms} == {LONG_AGO}


@pytest.mark.parametrize(
    ("verdict", "values", "field"),
    [
        ("moved", {}, "street"),
        ("moved", {"street": "Am Rand"}, "street"),
        ("moved", {"area": 4711, "street": "Weit weg"}, "area"),
        ("gone", {"valid_to": "gestern"}, "valid_to"),
        ("gone", {"valid_to": "2062-11-01"}, "valid_to"),
        ("gone", {"valid_to": "2001-01-01"}, "valid_to"),
        ("corrected", {"name": ""}, "name"),
        ("corrected", {"name": "X", "street": "Am Rand"}, "name"),
        ("corrected", {}, "name"),
        ("corrected", {"number": 0}, "number"),
        ("corrected", {"number": 5}, "number"),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_stored(
    store: Store, area: int, verdict: str, values: dict[str, Any], field: str
) -> None:
    a_tenant(store, area, name="Fünf", number=5, confirmed_on=LONG_AGO, geometry=point(10, 10))
    firm = a_tenant(
        store, area, name="X", street="Am Rand", valid_from=date(2020, 1, 1), confirmed_on=LONG_AGO
    )
    before = store.revision()
    with pytest.raises(RowsRefused) as caught:
        confirm_area(store, area, answers(store, area, X=(verdict, values)), rights=CLERK, on=ON)
    assert list(caught.value.rows[firm]) == [field]
    assert store.revision() == before


def test_a_firm_may_be_gone_from_a_day_ahead(store: Store, area: int) -> None:
    firm = a_tenant(store, area, name="Geht", confirmed_on=LONG_AGO)
    said = answers(store, area, Geht=("gone", {"valid_to": "2026-12-31"}))
    assert confirm_area(store, area, said, rights=CLERK, on=ON).is_whole
    row = store.row("tenant", firm)
    assert row is not None
    assert (row["valid_to"], row["confirmed_on"]) == (date(2026, 12, 31), ON)


def test_a_large_area_is_confirmed_screen_by_screen_what_is_due_first(store: Store, area: int) -> None:
    with store.change(who="test", why="test") as change:
        change.create_many(
            "tenant",
            [
                {
                    "name": f"F {n:03}",
                    "area": area,
                    "municipality": HERE,
                    "confirmed_on": [LATELY, LONG_AGO][n % 2],
                }
                for n in range(400)
            ],
        )
    first = firms_to_confirm(store, area, CLERK, on=ON)
    assert (len(first.rows), first.due, first.left) == (150, 200, 50)
    assert all(row["is_due"] for row in first.rows)
    seen = [Answer(row["id"], row["version"]) for row in first.rows]
    assert confirm_area(store, area, seen, rights=CLERK, on=ON).is_whole is False
    assert firms_to_confirm(store, area, CLERK, on=ON).left == 0
    assert confirm_area(store, area, answers(store, area), rights=CLERK, on=ON).is_whole is True


def test_everybodys_rights_reach_every_area(store: Store, area: int) -> None:
    a_tenant(store, area, municipality=THERE, confirmed_on=LONG_AGO)
    a_tenant(store, area, confirmed_on=LONG_AGO)
    found = due_areas(store, EVERYBODY, on=ON)
    assert [(one.municipality_name, one.due) for one in found] == [("Amt Wachsenburg", 1), ("Gotha", 1)]
    assert confirm_area(store, area, answers(store, area, EVERYBODY), rights=EVERYBODY, on=ON).is_whole


def test_who_answers_for_one_area_confirms_that_one(store: Store, area: int) -> None:
    other = an_area(store, name="Thörey", number="TH", geometry=outline(2000))
    for where in (area, other):
        a_tenant(store, where, geometry=None, confirmed_on=LONG_AGO)
    rights = Rights.from_grants([Grant("clerk", HERE, area)], who="Kim Muster")
    assert [one.name for one in due_areas(store, rights, on=ON)] == ["Erfurter Kreuz"]
    done = confirm_area(store, area, answers(store, area, rights), rights=rights, on=ON)
    assert (done.counted, done.is_whole) == ({"here": 1}, True)
    with pytest.raises(NotFound):
        firms_to_confirm(store, other, rights, on=ON)


def test_of_very_many_areas_those_of_the_municipality_are_offered_for_a_move(
    store: Store, area: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = an_area(store, name="Thörey", number="TH", geometry=outline(2000))
    far = an_area(store, name="Gotha-Süd", number="GS", municipality=THERE, geometry=outline(25e3))
    offered = firms_to_confirm(store, area, EVERYBODY).targets
    assert [number for number, _ in offered] == [far, near]
    monkeypatch.setattr("signage.services.confirming.firms.MOST_TARGETS", 1)
    assert firms_to_confirm(store, area, EVERYBODY).targets == ((near, "Thörey"),)


def test_who_only_confirms_moves_no_firm_to_where_they_may_do_more(store: Store, area: int) -> None:
    firm = a_tenant(store, area, geometry=None, confirmed_on=LONG_AGO)
    there = an_area(store, name="Gotha-Süd", number="GS", municipality=THERE, geometry=outline(25e3))
    grants = [Grant("clerk", HERE, None, frozenset({"confirmed_on"})), Grant("clerk", THERE)]
    rights = Rights.from_grants(grants, who="Kim Muster")
    row = store.row("tenant", firm)
    assert row is not None
    moved = Answer(firm, row["version"], "moved", {"area": there})
    with pytest.raises(Forbidden):
        confirm_area(store, area, [moved], rights=rights, on=ON)
    assert store.row("tenant", firm) == row
