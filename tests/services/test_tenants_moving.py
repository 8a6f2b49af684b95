"""A firm moves or is renamed: from a day on, or because it was entered wrongly."""

from datetime import date, timedelta
from typing import Any

import pytest

from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound, StaleVersion
from signage.services.reverting import revert_change_set
from signage.services.rights import Grant, Rights
from signage.services.tenants.ending import end_tenant, keep_tenant, plan_of, state_on
from signage.services.tenants.moving import move_tenant, rename_tenant
from signage.services.tenants.succession import Step, steps_of
from signage.store import Store
from tests.places import a_municipality, a_tenant, an_area, outline, point

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
CLERK = Rights.from_grants([Grant("clerk", "16070028")], who="Kim")
LATER = today() + timedelta(days=90)


@pytest.fixture
def town(store: Store) -> Store:
    a_municipality(store)
    return store


def facts(row: dict[str, Any]) -> dict[str, Any]:
    """What a change set may have changed and a revert must bring back."""
    return {name: value for name, value in row.items() if name not in ("version", "changed_at")}


def test_a_firm_that_moves_is_a_new_row_that_knows_where_it_came_from(town: Store) -> None:
    here, there = an_area(town), an_area(town, name="Thörey", number="TH", geometry=outline(3000))
    firm = a_tenant(town, here, number=7, street="Alte Straße", phone="1", gate="Tor 2")
    done = move_tenant(town, firm, {"area": there, "geometry": None}, on=LATER, seen_version=1, rights=CLERK)
    new, old = done.rows
    assert (old["id"], old["valid_to"], old["area"], old["number"]) == (firm, LATER, here, 7)
    assert (new["valid_from"], new["valid_to"], new["area"], new["number"]) == (LATER, None, there, 1)
    assert (new["street"], new["phone"], new["gate"]) == ("Alte Straße", "1", None)
    assert done.change_set is not None
    assert steps_of(town, firm) == [Step(firm, new["id"], "moved", LATER, done.change_set)]
    assert steps_of(town, new["id"]) == steps_of(town, firm)
    assert [row["id"] for row in town.read("tenant", as_of=today())] == [firm]
    assert [row["id"] for row in town.read("tenant", as_of=LATER)] == [new["id"]]


def test_a_move_within_the_area_keeps_the_number_on_the_plan(town: Store) -> None:
    firm = a_tenant(town, an_area(town), number=7)
    new, _ = move_tenant(town, firm, {"street": "Neue Straße"}, on=LATER, seen_version=1, rights=CLERK).rows
    assert (new["number"], new["street"]) == (7, "Neue Straße")


@pytest.mark.parametrize("elsewhere", [{"street": "Neue Straße"}, {"house_number": "99"}])
def test_a_firm_that_moves_leaves_its_place_on_the_map_behind(town: Store, elsewhere: dict[str, str]) -> None:
    firm = a_tenant(town, an_area(town), gate="Tor 2", street="Alte Straße")
    new, old = move_tenant(town, firm, elsewhere, on=LATER, seen_version=1, rights=CLERK).rows
    assert (new["geometry"], new["gate"]) == (None, None)
    assert old["geometry"] is not None


def test_a_place_named_with_the_move_is_kept_and_so_is_one_that_was_only_renamed(town: Store) -> None:
    firm = a_tenant(town, an_area(town), gate="Tor 2")
    to = {"street": "Neue Straße", "geometry": point(700, 700), "gate": "Tor 3"}
    new, _ = move_tenant(town, firm, to, on=LATER, seen_version=1, rights=CLERK).rows
    assert (new["geometry"] is not None, new["gate"]) == (True, "Tor 3")
    other = a_tenant(town, an_area(town, name="B", number="B"), gate="Tor 2")
    kept, _ = rename_tenant(town, other, "Anders", on=LATER, seen_version=1, rights=CLERK).rows
    assert (kept["geometry"] is not None, kept["gate"]) == (True, "Tor 2")


def test_what_was_entered_wrongly_is_corrected_in_the_same_row(town: Store) -> None:
    firm = a_tenant(town, an_area(town), street="Alte Straße")
    done = move_tenant(town, firm, {"street": "Neue Straße"}, on=None, seen_version=1, rights=CLERK)
    [row] = done.rows
    assert (row["id"], row["street"], row["valid_from"], row["valid_to"]) == (
        firm, "Neue Straße", None, None,
    )  # fmt: skip
    assert steps_of(town, firm) == []


def test_a_firm_is_renamed_from_a_day_or_its_name_is_corrected(town: Store) -> None:
    firm = a_tenant(town, an_area(town), number=3)
    new, old = rename_tenant(town, firm, HOSTILE, on=today(), seen_version=1, rights=CLERK).rows
    assert (old["name"], new["name"], new["number"], new["valid_from"]) == (
        "Muster GmbH", HOSTILE, 3, today(),
    )  # fmt: skip
    [row] = rename_tenant(town, new["id"], "Söhne", on=None, seen_version=new["version"], rights=CLERK).rows
    assert (row["id"], row["name"]) == (new["id"], "Söhne")


def test_the_key_in_the_source_goes_with_the_firm_once_it_has_moved(town: Store) -> None:
    firm = a_tenant(town, an_area(town), source_name="Liste", source_id="17")
    new, old = rename_tenant(town, firm, "Neu", on=today(), seen_version=1, rights=CLERK).rows
    assert (new["source_id"], old["source_id"]) == ("17", None)
    other = a_tenant(town, an_area(town, name="B", number="B"), source_name="Liste", source_id="18")
    new, old = rename_tenant(town, other, "Neu", on=LATER, seen_version=1, rights=CLERK).rows
    assert (new["source_id"], old["source_id"]) == (None, "18")


@pytest.mark.parametrize("on", [None, LATER])
def test_each_is_taken_back_as_one(town: Store, on: date | None) -> None:
    firm = a_tenant(town, an_area(town), number=7, source_name="Liste", source_id="17")
    before = town.row("tenant", firm)
    done = rename_tenant(town, firm, "Anders", on=on, seen_version=1, rights=CLERK)
    assert done.change_set is not None
    revert_change_set(town, done.change_set, rights=CLERK)
    after = town.row("tenant", firm)
    assert before is not None
    assert after is not None
    assert facts(before) == facts(after)
    assert [row["id"] for row in town.read("tenant")] == [firm]
    assert steps_of(town, firm) == []


def test_the_same_name_changes_nothing(town: Store) -> None:
    firm = a_tenant(town, an_area(town))
    done = rename_tenant(town, firm, "Muster GmbH", on=LATER, seen_version=1, rights=CLERK)
    assert (done.change_set, done.rows[0]["version"]) == (None, 1)


@pytest.mark.parametrize(
    ("values", "on", "field"),
    [
        ({"valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)}, date(2021, 1, 1), "on"),
        ({"valid_from": LATER}, LATER, "on"),
        ({"valid_from": LATER}, today(), "on"),
    ],
)
def test_a_firm_changes_on_a_day_on_which_it_is_there(
    town: Store, values: dict[str, date], on: date, field: str
) -> None:
    firm = a_tenant(town, an_area(town), **values)
    with pytest.raises(InvalidInput) as refused:
        rename_tenant(town, firm, "Anders", on=on, seen_version=1, rights=CLERK)
    assert list(refused.value.problems) == [field]
    assert len(town.read("tenant")) == 1


def test_a_stale_version_moves_nothing_and_shows_the_row_as_it_is(town: Store) -> None:
    firm = a_tenant(town, an_area(town))
    rename_tenant(town, firm, "Anders", on=None, seen_version=1, rights=CLERK)
    with pytest.raises(StaleVersion) as stale:
        move_tenant(town, firm, {"street": "A"}, on=LATER, seen_version=1, rights=CLERK)
    assert stale.value.current["name"] == "Anders"


def test_nobody_moves_anothers_firm_or_one_to_anothers_area(town: Store) -> None:
    a_municipality(town, ags="16067029", name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    foreign = an_area(town, name="Gotha-Süd", municipality="16067029", geometry=outline(30e3))
    own = a_tenant(town, an_area(town))
    other = a_tenant(town, foreign, municipality="16067029", geometry=None)
    with pytest.raises(NotFound):
        move_tenant(town, other, {"street": "A"}, on=LATER, seen_version=1, rights=CLERK)
    with pytest.raises(NotFound):
        move_tenant(town, own, {"area": foreign}, on=LATER, seen_version=1, rights=CLERK)
    assert town.row("tenant", own)["valid_to"] is None  # type: ignore[index]


def test_a_move_says_of_an_area_that_is_not_there_at_its_field(town: Store) -> None:
    firm = a_tenant(town, an_area(town))
    with pytest.raises(InvalidInput) as refused:
        move_tenant(town, firm, {"area": 999}, on=LATER, seen_version=1, rights=CLERK)
    assert "area" in refused.value.problems


def test_an_end_is_planned_put_off_and_called_off(town: Store) -> None:
    firm = a_tenant(town, an_area(town))
    [row] = end_tenant(town, firm, LATER, seen_version=1, rights=CLERK).rows
    assert (state_on(row, today()), state_on(row, LATER)) == ("today", "ended")
    assert str(plan_of(row, today())).startswith("endet am ")
    [row] = keep_tenant(town, firm, seen_version=2, rights=CLERK).rows
    assert (row["valid_to"], plan_of(row, today())) == (None, None)


def test_a_firm_of_the_future_says_from_when_in_both_languages() -> None:
    said = plan_of({"valid_from": date(2027, 3, 1), "valid_to": None}, date(2026, 11, 28))
    assert said is not None
    assert (str(said), said.english) == ("ab 01.03.2027", "from 2027-03-01")


def test_a_firm_does_not_end_before_it_began(town: Store) -> None:
    firm = a_tenant(town, an_area(town), valid_from=LATER)
    with pytest.raises(InvalidInput) as refused:
        end_tenant(town, firm, today(), seen_version=1, rights=CLERK)
    assert list(refused.value.problems) == ["on"]
