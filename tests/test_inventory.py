"""The inventory as frames: the right rows, columns, CRS and days."""

import subprocess
import sys
from datetime import date
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import Point
from sqlalchemy.engine import make_url

from signage import Inventory
from signage.domain.layers import BY_PLURAL
from signage.errors import InvalidInput, NotFound
from signage.maps.page import SignageMap
from signage.store import Store
from tests.places import EAST, NORTH, a_municipality, a_sign, a_tenant, an_area, outline, point

DAY = date(2026, 11, 22)


def test_every_layer_is_a_frame_with_its_documented_columns(store: Store) -> None:
    inventory = Inventory(store, DAY)
    for plural, layer in BY_PLURAL.items():
        rows = inventory.frame(plural)
        assert isinstance(rows, gpd.GeoDataFrame)
        assert set(layer.columns) | {"geometry"} == set(rows.columns)
        assert rows.crs.to_epsg() == 25832


def test_frames_hold_what_is_valid_on_the_day(store: Store) -> None:
    area = an_area(store)
    a_tenant(store, area, name="Früher", valid_to=date(2026, 11, 22))
    a_tenant(store, area, name="Heute")
    a_tenant(store, area, name="Später", valid_from=date(2027, 1, 1))
    inventory = Inventory(store, DAY)
    assert inventory.tenants["name"].tolist() == ["Heute"]
    assert inventory.as_of("2026-11-21").tenants["name"].tolist() == ["Früher", "Heute"]
    assert inventory.as_of("2027-01-01").tenants["name"].tolist() == ["Heute", "Später"]


def test_an_area_is_found_by_key_name_or_id(geopackage: Store) -> None:
    area = an_area(geopackage)
    inventory = Inventory(geopackage, DAY)
    assert {inventory.area(key).name for key in (" ek", "Erfurter Kreuz", area, str(area))} == {area}


def test_an_unknown_area_names_those_that_sound_alike(geopackage: Store) -> None:
    an_area(geopackage)
    with pytest.raises(NotFound, match="Erfurter Kreuz"):
        Inventory(geopackage, DAY).area("Erfurt")


def test_a_directory_is_sorted_as_people_sort(geopackage: Store) -> None:
    area = an_area(geopackage)
    for name in ("berta", "Anton", "Zimt", "Ähre"):
        a_tenant(geopackage, area, name=name)
    a_tenant(geopackage, an_area(geopackage, number="X", geometry=outline(5000)), name="Fremd")
    assert Inventory(geopackage, DAY).tenants_in("EK")["name"].tolist() == ["Ähre", "Anton", "berta", "Zimt"]


def test_the_map_of_an_area_looks_at_the_area_alone(geopackage: Store) -> None:
    a_municipality(geopackage)
    an_area(geopackage)
    an_area(geopackage, number="X", name="Nachbar", geometry=outline(1200))
    inventory = Inventory(geopackage, DAY)
    shown = inventory.to_map("EK")
    assert isinstance(shown, SignageMap)
    assert shown.page_options.bounds == inventory.bounds("EK")
    west, _, east, _ = inventory.bounds("EK") or (0, 0, 0, 0)
    assert 0.014 < east - west < 0.015
    assert inventory.bounds(None) is None


def test_a_place_may_be_a_pair_of_metres(geopackage: Store) -> None:
    a_sign(geopackage, geometry=point(10, 0))
    inventory = Inventory(geopackage, DAY)
    assert len(inventory.signs_near((EAST, NORTH), within_m=15)) == 1
    assert inventory.tenants_near((EAST, NORTH), within_m=15).empty


@pytest.mark.parametrize("place", [(10.94, 50.86), Point(10.94, 50.86), Point()])
def test_a_place_in_degrees_is_refused_in_words(geopackage: Store, place: Any) -> None:
    with pytest.raises(InvalidInput, match="25832"):
        Inventory(geopackage, DAY).signs_near(place, within_m=500)


def test_signs_near_a_place_come_nearest_first(geopackage: Store) -> None:
    far = a_sign(geopackage, geometry=point(20, 0))
    near = a_sign(geopackage, geometry=point(5, 0))
    a_sign(geopackage, geometry=point(500, 0))
    rows = Inventory(geopackage, DAY).signs_near(Point(EAST, NORTH), within_m=25)
    assert rows.index.tolist() == [near, far]


def test_tenants_near_a_place_come_nearest_first(geopackage: Store) -> None:
    far, near, _placeless = (
        a_tenant(geopackage, geometry=place) for place in (point(200, 0), point(50, 0), None)
    )
    a_tenant(geopackage, geometry=point(300, 0))
    assert Inventory(geopackage, DAY).tenants_near(Point(EAST, NORTH)).index.tolist() == [near, far]


def test_a_frame_given_out_is_the_callers_own(geopackage: Store) -> None:
    a_tenant(geopackage, an_area(geopackage))
    inventory = Inventory(geopackage, DAY)
    inventory.tenants["name"] = "überschrieben"
    assert inventory.tenants["name"].tolist() == ["Muster GmbH"]


def test_a_map_of_one_area_counts_as_the_whole_inventory_does(geopackage: Store) -> None:
    here = an_area(geopackage, name="Hier", number="H")
    beside = an_area(geopackage, name="Daneben", number="D", geometry=outline(1300, 0))
    a_tenant(geopackage, here)
    a_tenant(geopackage, here, name="Ohne Lage", geometry=None)
    a_tenant(geopackage, beside, name="Weit hinten", geometry=point(2200, 500))
    layers = Inventory(geopackage, DAY).layers("Hier")
    assert layers["areas"]["tenant_count"].to_dict() == {here: 2, beside: 1}
    assert "Ohne Lage" in layers["tenants"]["name"].tolist()
    assert "Weit hinten" not in layers["tenants"]["name"].tolist()


def test_refresh_reads_what_was_written_since(geopackage: Store) -> None:
    inventory = Inventory(geopackage, DAY)
    assert len(inventory.tenants) == 0
    a_tenant(geopackage)
    inventory.refresh()
    assert len(inventory.tenants) == 1


def test_the_inventory_tells_what_it_holds(geopackage: Store) -> None:
    a_tenant(geopackage, an_area(geopackage))
    assert "1 areas, 1 tenants, 0 signs" in repr(Inventory(geopackage, DAY))


def test_what_a_notebook_shows_of_an_inventory_has_no_password(postgis_store: Store) -> None:
    password = make_url(postgis_store.url).password
    assert password
    assert password not in repr(Inventory(postgis_store, DAY))


def test_importing_signage_loads_no_heavy_library() -> None:
    script = "import sys, signage, signage.store, signage.domain.layers; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert not {"numpy", "pandas", "geopandas", "shapely", "folium"} & set(
        loaded.replace("'", "").split(", ")
    )
