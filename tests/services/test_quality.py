"""The score of the lists, what drags it down, and where a confirmation helps most."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from signage.domain.validity import today
from signage.services.quality import (
    MEASURES,
    area_scores,
    helpful_confirmations,
    helping,
    outlines_of,
    region,
    town_scores,
    worst_firms,
)
from signage.services.rights import Grant, Rights
from signage.services.scan_counts import ScanCounts
from signage.services.standing.kept import kept_rows
from signage.store import Store
from signage.store.schema import report
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline

HERE, THERE = "16070028", "16067029"
ALL = Rights(None, "Regie")
CLERK = Rights.from_grants([Grant("clerk", HERE)], who="Kim Muster")
GOOD: dict[str, Any] = {
    "street": "Am Rand", "house_number": "1", "number": 1, "activity": "Lager", "confirmed_on": today(),
}  # fmt: skip


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    return an_area(store)


def test_the_weights_are_a_hundred_together() -> None:
    assert sum(measure.weight for measure in MEASURES.values()) == 100


def test_a_whole_entry_has_a_hundred(store: Store, area: int) -> None:
    a_tenant(store, area, **GOOD)
    assert town_scores(store, ALL)[HERE].score == 100
    assert area_scores(store, ALL)[area].lacking == {}


@pytest.mark.parametrize(
    ("spoiled", "measure"),
    [
        ({"confirmed_on": None}, "confirmed"),
        ({"confirmed_on": today() - timedelta(days=200)}, "confirmed"),
        ({"geometry": None}, "placed"),
        ({"house_number": None}, "addressed"),
        ({"number": None}, "numbered"),
        ({"activity": None}, "branch"),
    ],
)
def test_what_is_missing_costs_its_weight(
    store: Store, area: int, spoiled: dict[str, Any], measure: str
) -> None:
    a_tenant(store, area, **GOOD | spoiled)
    [worst] = worst_firms(store, ALL)
    assert (worst.score, worst.lacking) == (100 - MEASURES[measure].weight, (measure,))


def test_a_code_of_the_branch_is_as_good_as_words(store: Store, area: int) -> None:
    a_tenant(store, area, **GOOD | {"activity": None, "wz_code": "52.10"})
    assert worst_firms(store, ALL)[0].score == 100


def test_an_area_that_ended_is_none(store: Store, area: int) -> None:
    gone = an_area(store, name="Alt", geometry=outline(2000), valid_to=date(2020, 1, 1))
    a_tenant(store, gone, **GOOD)
    a_tenant(store, None, **GOOD)
    assert [firm.lacking for firm in worst_firms(store, ALL)] == [("assigned",)] * 2


@pytest.mark.parametrize("same", [{"number": 1, "name": "B"}, {"number": 2, "name": "MUSTER GMBH"}])
def test_two_of_a_name_or_number_in_an_area_are_told_apart_from_those_elsewhere(
    store: Store, area: int, same: dict[str, Any]
) -> None:
    other = an_area(store, name="Thörey", number="TH", geometry=outline(2000))
    first, second = a_tenant(store, area, **GOOD), a_tenant(store, area, **GOOD | same)
    a_tenant(store, other, **GOOD)
    found = {firm.id: firm.lacking for firm in worst_firms(store, ALL)}
    assert found[first] == found[second] == ("single",)
    assert sorted(found.values()) == [(), ("single",), ("single",)]


def test_an_open_report_costs_until_it_is_settled(store: Store, area: int) -> None:
    firm = a_tenant(store, area, **GOOD)
    a_sign(store, area)
    [sign] = store.read("sign")
    row = {
        "day": today(), "kind": "gone", "code": sign["code"], "sign": sign["id"], "area": area,
        "tenant": firm,
        "municipality": HERE, "language": "de", "text": "", "times": 1, "state": "open", "answer": "",
        "settled_by": "", "version": 1,
    }  # fmt: skip
    with store.write_plain() as connection:
        connection.execute(insert(report).values(row))
    assert worst_firms(store, ALL)[0].lacking == ("unreported",)
    [here] = [town for town in region(store, ALL) if town.ags == HERE]
    assert here.reports == 1
    with store.write_plain() as connection:
        connection.execute(report.update().values(state="refused"))
    assert worst_firms(store, ALL)[0].lacking == ()


def test_the_worst_stand_first_and_only_so_many(store: Store, area: int) -> None:
    a_tenant(store, area, **GOOD)
    bad = a_tenant(store, area, name="Schlecht", number=None)
    for number in range(30):
        a_tenant(store, area, **GOOD | {"name": f"F {number}", "number": number + 10, "activity": None})
    found = worst_firms(store, ALL)
    assert (len(found), found[0].id) == (20, bad)
    assert [firm.score for firm in found] == sorted(firm.score for firm in found)


def test_firms_of_others_count_in_nobodys_score(store: Store, area: int) -> None:
    a_tenant(store, area, **GOOD)
    a_tenant(store, area, name="Nebenan", municipality=THERE)
    assert list(town_scores(store, CLERK)) == [HERE]
    assert area_scores(store, CLERK)[area].firms == 1
    assert [firm.name for firm in worst_firms(store, CLERK)] == ["Muster GmbH"]
    assert [town.ags for town in region(store, CLERK)] == [HERE]


def scans(store: Store, area: int, number: int, count: int, days_ago: int = 1) -> None:
    a_sign(store, area, number=f"S-{number}")
    code = store.read("sign")[-1]["code"]
    counted = ScanCounts(store, 3600)
    for _ in range(count):
        counted.add(code, today() - timedelta(days=days_ago), "de")
    counted.close()


def test_a_confirmation_helps_most_where_many_scan_an_old_list(store: Store, area: int) -> None:
    old, busy, quiet = today() - timedelta(days=300), (60, 1), (0, 3)
    areas: dict[str, int] = {}
    for name, (count, factor) in {"belebt": busy, "ruhig": quiet, "mittel": (20, 2)}.items():
        areas[name] = an_area(store, name=name, number=name, geometry=outline(len(areas) * 2000 + 2000))
        a_tenant(store, areas[name], confirmed_on=today() - timedelta(days=300 * factor))
        if count:
            scans(store, areas[name], areas[name], count)
    a_tenant(store, area, confirmed_on=today())
    found = helpful_confirmations(store, ALL)
    assert [one.area.name for one in found] == ["belebt", "mittel", "ruhig"]
    assert (found[0].scans, found[0].age_days, found[2].scans) == (60, (today() - old).days, None)
    assert [one.area.name for one in helpful_confirmations(store, ALL, limit=1)] == ["belebt"]


def plainly(store: Store, limit: int, day: date) -> list[tuple[int, int]]:
    """Area and age of the first ones, each due area looked at by itself."""
    scanned = {row["area"]: row["scans"] for row in SCANNED}
    ages = {
        row["area"]: 1095 if row["confirmed_on"] is None else min((day - row["confirmed_on"]).days, 1095)
        for row in store.read("tenant")
    }
    due = sorted(ages, key=lambda one: (-(scanned.get(one, 0) + 1) * ages[one], one))
    return [(one, ages[one]) for one in due[:limit]]


SCANNED = [{"area": area, "scans": number} for area, number in ((3, 12), (9, 40), (20, 1))]


@pytest.mark.parametrize("limit", [1, 3, 10, 100])
@pytest.mark.parametrize("many", [0, 5_000])
def test_what_helps_most_is_ranked_without_reading_all_areas(
    store: Store, area: int, limit: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas = [an_area(store, name=f"G{n}", number=f"G{n}", geometry=outline(2000 * n)) for n in range(1, 30)]
    day = today()
    for number, one in enumerate(areas):
        confirmed = None if number % 7 == 3 else day - timedelta(days=(400 + 97 * number) % 1500 + 400)
        a_tenant(store, one, confirmed_on=confirmed)
    for row in SCANNED:
        scans(store, row["area"], row["area"], row["scans"])
    read = list[object]()

    def counted(*given: Any) -> Sequence[Any]:
        rows = kept_rows(*given)
        read.extend(rows)
        return rows

    monkeypatch.setattr(helping, "_MANY", many)
    monkeypatch.setattr(helping, "kept_rows", counted)
    found = helpful_confirmations(store, ALL, limit=limit, on=day)
    assert [(one.area.area, one.age_days) for one in found] == plainly(store, limit, day)
    assert not many or len(read) <= limit + len(SCANNED)


def test_the_region_tells_freshness_scans_and_score_of_each_municipality(store: Store, area: int) -> None:
    a_tenant(store, area, **GOOD)
    a_tenant(store, area, **GOOD | {"name": "Alt", "number": 2, "confirmed_on": date(2020, 1, 1)})
    scans(store, area, 1, 12)
    scans(store, area, 2, 7, days_ago=40)
    here, there = region(store, ALL)
    assert (here.name, here.firms, here.current, here.freshness) == ("Amt Wachsenburg", 2, 1, 50.0)
    assert (here.due_on, here.scans, here.score) == (date(2020, 7, 1), 12, 85.0)
    assert (there.firms, there.freshness, there.score, there.scans) == (0, None, None, None)
    assert set(outlines_of(store, [here.ags, there.ags])) == {here.ags, there.ags}


def test_few_scans_are_not_told(store: Store, area: int) -> None:
    a_tenant(store, area, **GOOD | {"confirmed_on": None})
    scans(store, area, 1, 3)
    assert region(store, ALL)[0].scans is None
    assert helpful_confirmations(store, ALL)[0].scans is None
