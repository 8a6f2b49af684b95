"""The boundaries: today's 45, and the way from every former key to one of them."""

from itertools import pairwise

import shapely

from tests.sample.conftest import Item, Items
from tools.sample.reforms import SUHL


def test_forty_five_municipalities_are_valid_today(today: dict[str, Item]) -> None:
    districts = [item["district"] for item in today.values()]
    assert districts.count("16067") == 29
    assert districts.count("16070") == 16
    assert "16067036" not in today


def test_every_former_key_leads_to_a_municipality_of_today(
    municipalities: Items, today: dict[str, Item]
) -> None:
    former = [item for item in municipalities if item["valid_to"] is not None]
    assert len(former) == 49
    assert {item["successor"] for item in former} <= today.keys() | {SUHL}
    assert all(item["successor"] is None for item in today.values())


def test_a_new_key_begins_on_the_day_its_predecessors_end(
    municipalities: Items, today: dict[str, Item]
) -> None:
    new = {ags: item["valid_from"] for ags, item in today.items() if item["valid_from"]}
    assert len(new) == 5
    for ags, day in new.items():
        assert day == min(item["valid_to"] for item in municipalities if item["successor"] == ags)


def test_todays_municipalities_leave_no_gap_and_do_not_overlap(today: dict[str, Item]) -> None:
    outlines = [item.shape for item in today.values()]
    whole = shapely.union_all(outlines)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert abs(sum(outline.area for outline in outlines) - whole.area) < 1


def test_a_former_municipality_lies_inside_its_successor(
    municipalities: Items, today: dict[str, Item]
) -> None:
    for item in municipalities:
        if item["successor"] in today:
            assert today[item["successor"]].shape.buffer(0.2).covers(item.shape), item["name"]


def test_boundaries_are_valid_and_wound_as_the_format_asks(municipalities: Items) -> None:
    for item in municipalities:
        assert item.shape.is_valid
        assert all(part.exterior.is_ccw for part in item.shape.geoms)


def test_rows_are_sorted_so_that_a_change_is_one_line(municipalities: Items) -> None:
    keys = [item["source_id"] for item in municipalities]
    assert all(before < after for before, after in pairwise(keys))
