"""The map as one file, and as a notebook's cell."""

import json
import re
from pathlib import Path
from typing import Any

import folium
import pytest

from signage.maps.features import COLUMNS, collections
from signage.maps.file import inventory_map, write_map
from signage.maps.options import MapOptions
from tests.maps.inventory import NASTY, frames


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file's text."""
    out = tmp_path_factory.mktemp("map") / "map.html"
    write_map(frames(), out)
    return out.read_text("utf-8")


def block(html: str, name: str) -> Any:
    """The JSON block called `name`."""
    found = re.search(rf'<script type="application/json" id="signage-{name}">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_file_points_nowhere(html: str) -> None:
    markup = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r'(?:src|href)="(?!data:|#)', markup)
    assert not re.search(r"url\((?!data:|#)", html)
    assert "sourceMappingURL" not in html


def test_the_file_carries_all_layers_as_data(html: str) -> None:
    data = block(html, "data")
    assert set(data) == set(COLUMNS)
    assert [feature["properties"]["name"] for feature in data["tenants"]["features"]][:6] == list(NASTY)
    assert data["areas"]["features"][0]["properties"]["tenant_count"] == 40


def test_data_cannot_end_their_block_or_become_markup(html: str) -> None:
    assert "alert(1)</script>" not in html
    assert "<img src=x" not in html
    assert r"\u003cimg src=x onerror=alert(1)\u003e \u0026 S" in html


def test_data_are_never_compiled_as_a_template(html: str) -> None:
    assert "{{ 7*7 }}" in html


def test_personal_columns_stay_out(html: str) -> None:
    assert "chef@example.org" not in html
    assert "03628 1234567" not in html


def test_the_policy_lets_exactly_the_inline_scripts_run(html: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert policy[1].split("script-src")[1].split(";")[0].count("sha256-") == len(
        re.findall(r"<script>", html)
    )


def test_the_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    out.write_text("before")
    with pytest.raises(KeyError):
        write_map({"areas": frames()["areas"], "tenants": frames()["signs"].drop(columns="area")}, out)
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_signs_without_a_place_are_left_out() -> None:
    signs = frames()["signs"]
    signs.loc[1, "geometry"] = None
    assert len(collections({"signs": signs})["signs"]["features"]) == 6


def test_a_tenant_without_a_place_stays_to_be_found() -> None:
    tenants = frames()["tenants"]
    tenants.loc[1, "geometry"] = None
    *placed, last = collections({"tenants": tenants})["tenants"]["features"]
    assert len(placed) == 39
    assert (last["id"], last["geometry"], last["properties"]["area"]) == (1, None, 1)


def test_an_area_keeps_the_count_it_brings() -> None:
    some = frames()
    some["areas"]["tenant_count"] = [58, 18]
    found = collections(some)["areas"]["features"]
    assert [area["properties"]["tenant_count"] for area in found] == [58, 18]


def test_where_nobody_knows_the_tenants_no_count_is_told() -> None:
    found = collections({"areas": frames()["areas"]})["areas"]["features"]
    assert all("tenant_count" not in area["properties"] for area in found)


def test_missing_frames_leave_an_empty_map(tmp_path: Path) -> None:
    write_map({}, tmp_path / "map.html")
    assert block((tmp_path / "map.html").read_text("utf-8"), "data") == {}


def test_the_map_looks_at_all_its_ground_unless_told_otherwise() -> None:
    west, south, east, north = inventory_map(frames()).page_options.bounds or (0, 0, 0, 0)
    for layer in ("areas", "municipalities"):
        inside = frames()[layer].to_crs(4326).total_bounds
        assert west <= inside[0]
        assert south <= inside[1]
        assert east >= inside[2]
        assert north >= inside[3]
    there = MapOptions(centre=(10.7, 50.9))
    assert inventory_map(frames(), there).page_options.bounds is None


def test_a_notebook_shows_the_map_in_a_frame_of_its_own() -> None:
    shown = inventory_map(frames())._repr_html_()
    assert "<iframe srcdoc=" in shown
    assert "cdn" not in shown


def test_foliums_own_elements_can_be_added_in_a_notebook() -> None:
    page = inventory_map(frames())
    folium.Circle((50.86, 10.94), radius=50).add_to(page)
    html = page.get_root().render()
    assert "var signage_map = signageMap.map;" in html
    assert ".addTo(signage_map)" in html


def test_positions_are_degrees_to_a_decimetre(html: str) -> None:
    lon, lat = block(html, "data")["tenants"]["features"][0]["geometry"]["coordinates"]
    assert (round(lon, 6), round(lat, 6)) == (lon, lat)
    assert 10.9 < lon < 11
    assert 50.8 < lat < 50.9
