"""The planner's page and the rules behind it work with one set of figures: the pack's, as the operator has
corrected them.
"""

import json
import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from signage.settings import Settings
from signage.siting.figures import load_figures
from signage.store import Store
from signage_api.app import create_app
from signage_api.plan_pages import _figures
from tests.api.conftest import PUBLIC_URL, bearer
from tests.parts.figures import own_figure
from tests.places import a_sign, add, an_area, line, point

CLEARANCE = "clearance.lateral.in_town.normal"


def a_board_beside_the_road(inventory: Store, figures: str) -> tuple[dict[str, Any], list[str]]:
    """What the page is told to snap with, and what the rules say of a board 0.60 m wide, 0.65 m
    off the edge of the carriageway.
    """
    road = line((-300, 0), (300, 0))
    add(inventory, "road", geometry=road, road_class="G", speed_kmh=50, in_town=True, width_m=6.0)
    sign = a_sign(inventory, an_area(inventory), geometry=point(0, -3.95), bearing_deg=270.0, width_mm=600.0)
    settings = Settings(public_url=PUBLIC_URL, figures=figures)
    with TestClient(create_app(settings, store=inventory), base_url=PUBLIC_URL) as client:
        page = client.get("/plan", headers=bearer(inventory, "all")).text
        found = client.get(f"/api/v1/signs/{sign}/findings").json()["findings"]
    assert f"innerorts {'0,75' if figures else '0,50'} m, außerorts 1,50 m" in page
    told = re.search(r'"clearance_m": ?(\{[^}]*\})', page)
    assert told
    return json.loads(told[1]), [one["rule"] for one in found if one["rule"] == "clearance.lateral"]


def test_where_signs_snap_and_what_is_found_follow_the_same_corrected_figure(
    inventory: Store, tmp_path: Path
) -> None:
    own = own_figure(tmp_path, CLEARANCE, 0.75)
    assert a_board_beside_the_road(inventory, own) == (
        {"in_town": 0.75, "outside": 1.5},
        ["clearance.lateral"],
    )


def test_without_a_file_the_pack_holds_for_both(inventory: Store) -> None:
    assert a_board_beside_the_road(inventory, "") == ({"in_town": 0.5, "outside": 1.5}, [])


def test_what_is_due_is_reckoned_with_the_years_of_the_rules() -> None:
    assert _figures(load_figures())["due"] == {"inspection_years": 2, "film_years": {"RA1": 11, "RA2": 14}}
