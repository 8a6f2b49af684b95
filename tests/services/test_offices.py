"""How a municipality wants to be treated."""

from typing import Any

import pytest

from signage.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from signage.services.offices import Office, office_of, offices, save_office
from signage.services.rights import Grant, Rights
from signage.store import Store
from tests.places import a_municipality, outline

HERE, THERE = "16070028", "16067029"
CLERK = Rights.from_grants([Grant("clerk", HERE)], who="Kim Muster")
GOOD: dict[str, Any] = {"mail": "gewerbe@example.org", "cycle_months": 3, "firms_direct": True}


@pytest.fixture(autouse=True)
def _towns(store: Store) -> None:
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))


def test_until_somebody_sets_it_a_half_year_holds(store: Store) -> None:
    assert office_of(store, HERE, CLERK) == Office(HERE, "Amt Wachsenburg", "", 6, False, 0)
    assert [one.name for one in offices(store)] == ["Amt Wachsenburg", "Gotha"]
    assert [one.name for one in offices(store, municipalities=[HERE])] == ["Amt Wachsenburg"]


def test_what_was_set_is_told_and_set_again(store: Store) -> None:
    first = save_office(store, HERE, **GOOD, seen_version=0, rights=CLERK)
    assert first == Office(HERE, "Amt Wachsenburg", "gewerbe@example.org", 3, True, 1)
    again = save_office(store, HERE, **GOOD | {"mail": ""}, seen_version=1, rights=CLERK)
    assert (again.mail, again.version) == ("", 2)


@pytest.mark.parametrize("seen", [0, 7])
def test_who_saw_something_else_overwrites_nothing(store: Store, seen: int) -> None:
    save_office(store, HERE, **GOOD, seen_version=0, rights=CLERK)
    with pytest.raises(StaleVersion) as caught:
        save_office(store, HERE, **GOOD | {"mail": "x@example.org"}, seen_version=seen, rights=CLERK)
    assert caught.value.current["mail"] == "gewerbe@example.org"
    assert office_of(store, HERE, CLERK).version == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"mail": "gewerbe"}, "mail"),
        ({"mail": "a@b.de\nBcc: c@d.de"}, "mail"),
        ({"mail": f"{'a' * 200}@example.org"}, "mail"),
        ({"cycle_months": 0}, "cycle_months"),
        ({"cycle_months": 25}, "cycle_months"),
        ({"cycle_months": None}, "cycle_months"),
    ],
)
def test_what_cannot_be_is_named(store: Store, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        save_office(store, HERE, **GOOD | wrong, seen_version=0, rights=CLERK)
    assert list(caught.value.problems) == [field]
    assert office_of(store, HERE, CLERK).version == 0


@pytest.mark.parametrize("ags", [THERE, "16070999"])
def test_anothers_office_is_as_if_it_were_not_there(store: Store, ags: str) -> None:
    with pytest.raises(NotFound) as caught:
        save_office(store, ags, **GOOD, seen_version=0, rights=CLERK)
    assert str(caught.value) == f"Gemeinde {ags} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin."


@pytest.mark.parametrize("role", ["reader", "planner"])
def test_who_is_clerk_elsewhere_sets_nothing_where_they_only_read(store: Store, role: str) -> None:
    both = Rights.from_grants([Grant("clerk", HERE), Grant(role, THERE)], who="Kim Muster")
    with pytest.raises(Forbidden):
        save_office(store, THERE, **GOOD, seen_version=0, rights=both)
    assert office_of(store, THERE, both).version == 0
