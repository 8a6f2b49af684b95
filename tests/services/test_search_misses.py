"""What was looked for in vain: counted without a trace of who looked, told once it was looked for often."""

from datetime import date, timedelta

import pytest

from signage.services.scan_counts import LEAST
from signage.services.search_misses import SearchMisses, counted_term, missed_terms
from signage.store import Store
from signage.store.reach import Reach
from tests.places import a_municipality, an_area

DAY = date(2026, 11, 22)


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    return an_area(store)


def look_for(store: Store, area: int, term: str, times: int, day: date = DAY) -> None:
    misses = SearchMisses(store, 3600)
    for _ in range(times):
        misses.add(area, day, term)
    misses.close()


def told(store: Store, **narrowed: object) -> list[tuple[str, int]]:
    window = {"since": DAY - timedelta(days=90), "until": DAY} | narrowed
    return [(found.term, found.misses) for found in missed_terms(store, **window)]  # type: ignore[arg-type]


def test_a_term_is_told_once_it_was_looked_for_often(store: Store, area: int) -> None:
    look_for(store, area, "Tankstelle", LEAST - 1)
    assert told(store) == []
    look_for(store, area, "  tankstelle ", 1, DAY - timedelta(days=3))
    assert told(store) == [("tankstelle", LEAST)]


def test_the_most_frequent_term_comes_first_with_its_last_day(store: Store, area: int) -> None:
    look_for(store, area, "friseur", LEAST, DAY - timedelta(days=1))
    look_for(store, area, "tankstelle", LEAST + 2)
    look_for(store, area, "tankstelle", 1, DAY - timedelta(days=9))
    assert told(store) == [("tankstelle", LEAST + 3), ("friseur", LEAST)]
    (first, _) = missed_terms(store, since=DAY - timedelta(days=90), until=DAY)
    assert (first.area, first.last_on) == (area, DAY)


def test_terms_are_told_of_the_days_areas_and_municipalities_asked_for(store: Store, area: int) -> None:
    other = an_area(store, name="Anderswo", number="AW")
    look_for(store, area, "tankstelle", LEAST)
    look_for(store, other, "friseur", LEAST)
    assert told(store, area=other) == [("friseur", LEAST)]
    assert told(store, reach=Reach(frozenset({"16067029"}))) == []
    assert told(store, since=DAY + timedelta(days=1), until=DAY + timedelta(days=2)) == []


@pytest.mark.parametrize(
    "query", ["max@muster.example", "0171 39200", "IK-AB 123", "https://a.example", "ab", "  ", "\x00\x01"]
)
def test_what_may_tell_of_a_person_is_not_counted(query: str) -> None:
    assert counted_term(query) == ""


def test_a_term_is_kept_short_and_in_small_letters() -> None:
    assert counted_term("  Freie \u202e Tankstelle\n24 ") == "freie tankstelle 24"
    assert len(counted_term("lang " * 40)) <= 40
