"""What a plan needs of signs: proposed, moved and removed ones beside the real ones, on either store.

Each is judged, each has its history, and every day shows the signs that stand on it or are meant to.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from signage.domain.validity import today
from signage.services.editing import add_row, change_row, end_row
from signage.services.history import list_changes
from signage.services.reverting import revert_change_set
from signage.services.rights import everywhere
from signage.services.siting import judge_all, judge_sign
from signage.store import Store
from tests.places import a_municipality, a_sign, add, an_area, line, point

PLANNER = everywhere("Frau Plan")
NOW, SOON, LATER = today(), today() + timedelta(days=90), today() + timedelta(days=180)
BESIDE, ON_THE_ROAD, ELSEWHERE = point(100, 5), point(140, 0), point(300, 6)


@pytest.fixture
def area(store: Store) -> int:
    """An area with a street from west to east."""
    a_municipality(store)
    made = an_area(store)
    way = line((-300, 0), (900, 0))
    add(
        store,
        "road",
        geometry=way,
        road_class="G",
        width_m=6.0,
        in_town=True,
        speed_kmh=50,
        name="Werkstraße",
    )
    return made


def a_standing_sign(store: Store, area: int) -> int:
    return a_sign(store, area, type="SAM", geometry=BESIDE, width_mm=1200, lower_edge_m=2.2)


def proposed(store: Store, area: int, geometry: bytes, **values: Any) -> int:
    row = {"type": "SAM", "state": "planned", "area": area, "geometry": geometry, "width_mm": 1200}
    return int(add_row(store, "sign", row | values, rights=PLANNER, why="Plan Ost")["id"])


def moved(store: Store, area: int, sign: int, day: date) -> int:
    """The sign stands elsewhere from a day on: its end here, and its beginning there."""
    end_row(store, "sign", sign, day, rights=PLANNER, why="Plan Ost: versetzt")
    old = store.row("sign", sign) or {}
    return proposed(store, area, ELSEWHERE, valid_from=day, name=old["name"], number="EK-001v")


def on(store: Store, day: date) -> list[int]:
    return [row["id"] for row in store.read("sign", as_of=day)]


def rules_at(store: Store, sign: int, day: date) -> set[str]:
    row = store.row("sign", sign)
    assert row is not None
    return {finding.rule for finding in judge_sign(store, row, day=day).findings}


def test_a_proposed_sign_stands_beside_a_real_one_and_each_has_its_own_findings(
    store: Store, area: int
) -> None:
    real, plan = a_standing_sign(store, area), proposed(store, area, ON_THE_ROAD)
    assert on(store, NOW) == [real, plan]
    states = {row["id"]: (row["state"], row["family"], row["type"]) for row in store.read("sign")}
    assert states == {real: ("mounted", "guide", "SAM"), plan: ("planned", "guide", "SAM")}
    found = {row["id"]: {one.rule for one in findings} for row, findings in judge_all(store, day=NOW)}
    assert "carriageway.free" in found[plan]
    assert "carriageway.free" not in found[real]
    assert found[plan] == rules_at(store, plan, NOW)


def test_a_planned_move_shows_the_old_place_until_its_day_and_the_new_one_from_it_on(
    store: Store, area: int
) -> None:
    old = a_standing_sign(store, area)
    new = moved(store, area, old, SOON)
    assert on(store, NOW) == on(store, SOON - timedelta(days=1)) == [old]
    assert on(store, SOON) == on(store, LATER) == [new]
    assert [row["id"] for row, _ in judge_all(store, day=SOON)] == [new]


def test_a_planned_sign_is_judged_among_the_signs_of_its_day(store: Store, area: int) -> None:
    """Where the old one stands until then, the new one would be one sign too close."""
    old = a_standing_sign(store, area)
    new = proposed(store, area, point(104, 5), valid_from=SOON, bearing_deg=180.0)
    assert "neighbour.distance" in rules_at(store, new, NOW)
    end_row(store, "sign", old, SOON, rights=PLANNER)
    assert "neighbour.distance" not in rules_at(store, new, SOON)


def test_a_planned_removal_leaves_the_sign_standing_until_its_day(store: Store, area: int) -> None:
    sign = a_standing_sign(store, area)
    end_row(store, "sign", sign, LATER, rights=PLANNER, why="Plan Ost: abgebaut")
    assert on(store, SOON) == [sign]
    assert on(store, LATER) == []
    row = store.row("sign", sign)
    assert row is not None
    assert (row["state"], row["valid_to"]) == ("mounted", LATER)
    assert store.code(row["code"])["state"] == "live"  # type: ignore[index]


def test_each_has_its_history_and_a_step_of_the_plan_is_taken_back_alone(store: Store, area: int) -> None:
    old = a_standing_sign(store, area)
    new = moved(store, area, old, SOON)
    row = change_row(
        store, "sign", new, {"state": "applied"}, seen_version=1, rights=PLANNER, why="beantragt"
    )
    assert (row["state"], row["valid_from"]) == ("applied", SOON)
    told = {
        one: [e["why"] for e in list_changes(store, rights=PLANNER, layer="sign", row=one)]
        for one in (old, new)
    }
    assert told[new] == ["beantragt", "Plan Ost"]
    assert told[old][0] == "Plan Ost: versetzt"
    [ended, *_] = list_changes(store, rights=PLANNER, layer="sign", row=old)
    revert_change_set(store, ended["change_set"], who="Frau Plan")
    assert on(store, SOON) == [old, new]


def test_a_reasoned_exception_of_a_proposed_sign_is_its_own(store: Store, area: int) -> None:
    real, plan = a_standing_sign(store, area), proposed(store, area, ON_THE_ROAD)
    reason = {"carriageway.free": {"reason": "Die Straße wird vorher schmaler"}}
    change_row(store, "sign", plan, {"exceptions": reason}, seen_version=1, rights=PLANNER)
    found = {row["id"]: findings for row, findings in judge_all(store, day=NOW)}
    assert "excepted" in {one.severity for one in found[plan]}
    assert "excepted" not in {one.severity for one in found[real]}
