"""An edit and an import hold rows to the same conditions, in the same sentences."""

from pathlib import Path
from typing import Any

import pytest

from signage.errors import InvalidInput
from signage.services.editing import add_row, change_row
from signage.services.rights import everywhere
from signage.store import Store
from signage.store.types import wkb_bounds
from tests.services.import_world import take, the_problem

ALL = everywhere("test")
START, END = "2026-05-01", "2026-04-01"
CASES = {
    "a span that ends before it begins": {"area": "1", "valid_from": START, "valid_to": END},
    "a number on the plan that another firm has": {"area": "1", "number": "7"},
    "half an entrance": {"area": "1", "entrance_east_m": "636000"},
    "an entrance far away": {
        "area": "1",
        "entrance_east_m": "300000",
        "entrance_north_m": "5636000",
    },
    "neither area nor position": {"phone": "03621 1"},
}


def edited(store: Store, values: dict[str, str]) -> str:
    given: dict[str, Any] = {"name": "Licht", **values}
    numbers = ("area", "number", "entrance_east_m", "entrance_north_m")
    given |= {name: int(given[name]) for name in numbers if name in given}
    with pytest.raises(InvalidInput) as refusal:
        add_row(store, "tenant", given, rights=everywhere("test"))
    [problem] = refusal.value.problems.values()
    return problem


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_an_import_says_what_an_edit_says(world: Store, tmp_path: Path, values: dict[str, str]) -> None:
    add_row(world, "tenant", {"name": "Elektro", "area": 1, "number": 7}, rights=everywhere("test"))
    text = ";".join(["Firma", *values]) + "\n" + ";".join(["Licht", *values.values()]) + "\n"
    imported = the_problem(take(world, "tenants", tmp_path, text))
    assert imported.startswith(edited(world, values).replace("'Elektro'", "eine andere Firma"))


def test_an_entrance_near_the_firm_is_taken_and_taken_away_whole(world: Store) -> None:
    area = world.row("area", 1)
    assert area
    west, south, _, _ = wkb_bounds(area["geometry"]) or (0, 0, 0, 0)
    entrance = {"entrance_east_m": west - 4900.0, "entrance_north_m": south}
    row = add_row(world, "tenant", {"name": "Licht", "area": 1} | entrance, rights=everywhere("test"))
    with pytest.raises(InvalidInput, match="entrance_north_m"):
        change_row(world, "tenant", row["id"], {"entrance_north_m": None}, seen_version=1, rights=ALL)
    none = dict.fromkeys(entrance)
    assert change_row(world, "tenant", row["id"], none, seen_version=1, rights=ALL)["version"] == 2
