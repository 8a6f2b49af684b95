"""Taking back holds to the rules that any change is held to."""

import pytest
from sqlalchemy import select

from signage.errors import Conflict
from signage.services.reverting import revert_change_set
from signage.store import Store
from signage.store.schema import change_set
from tests.places import a_municipality, a_tenant, an_area


@pytest.fixture
def store(geopackage: Store) -> Store:
    return geopackage


def test_a_municipality_is_not_taken_from_under_its_areas(store: Store) -> None:
    a_municipality(store)
    number = store.revision()
    an_area(store)
    with pytest.raises(Conflict, match="legte Gemeinden an"):
        revert_change_set(store, number, who="t")
    assert store.count("municipality") == 1


def test_a_municipality_that_nothing_names_can_be_taken_back(store: Store) -> None:
    a_municipality(store)
    revert_change_set(store, store.revision(), who="t")
    assert store.count("municipality") == 0


def test_taking_a_number_back_gives_no_two_firms_the_same(store: Store) -> None:
    a_municipality(store)
    area = an_area(store)
    firm = a_tenant(store, area, number=1)
    with store.change(who="t", why="t") as change:
        change.update("tenant", firm, {"number": 2})
    number = store.revision()
    a_tenant(store, area, number=1, name="Neu")
    with pytest.raises(Conflict, match="Nummer 1 hat"):
        revert_change_set(store, number, who="t")


def test_taking_a_withdrawal_back_is_held_to_the_rules_too(store: Store) -> None:
    a_municipality(store)
    area = an_area(store)
    firm = a_tenant(store, area, number=1)
    first = revert_change_set(store, store.revision(), who="t")
    a_tenant(store, area, number=1, name="Neu")
    with pytest.raises(Conflict, match="Nummer 1 hat"):
        revert_change_set(store, first, who="t")
    assert (store.row("tenant", firm) or {})["withdrawn_by"] == first


def test_rows_in_the_way_are_counted_where_not_all_are_named(store: Store) -> None:
    a_municipality(store)
    area = an_area(store)
    number = store.revision()
    for name in "ABCDEFG":
        a_tenant(store, area, name=name)
    with pytest.raises(Conflict, match=r"liegen nun Firmen 1, 2, 3, 4, 5 und 2 weitere\.") as refused:
        revert_change_set(store, number, who="t")
    assert "tenants 1, 2, 3, 4, 5 and 2 more lie" in refused.value.message.english


def test_a_single_row_that_moved_on_is_one_row(store: Store) -> None:
    a_municipality(store)
    number = store.revision()
    with store.change(who="t", why="t") as change:
        change.update("municipality", 1, {"population": 7})
    with pytest.raises(Conflict, match="wurde eine Zeile weiter geändert"):
        revert_change_set(store, number, who="t")


def reason(store: Store, number: int) -> str:
    with store.engine_read() as connection:
        return str(connection.execute(select(change_set.c.why).where(change_set.c.id == number)).scalar_one())


def test_the_history_says_what_was_taken_back(store: Store) -> None:
    a_municipality(store)
    added = store.revision()
    first = revert_change_set(store, added, who="t")
    assert reason(store, first) == f"Rücknahme von {added}: test"
    second = revert_change_set(store, first, who="t")
    assert reason(store, second) == f"Rücknahme von {first}"
