"""Streets in plain Python meet where the large graph lets them meet."""

import numpy as np
import pytest
import shapely

from signage.network.graph import build_network
from signage.network.streets import Point, Street, Streets
from signage.services.sample import sample_folder


def streets_of(*lines: list[Point], **values: object) -> Streets:
    plain = {"name": "", "road_class": "G", "width_m": None, "max_height_m": None, "max_weight_t": None}
    return Streets([Street(line=tuple(line), **(plain | values)) for line in lines])  # type: ignore[arg-type]


def junctions(streets: Streets) -> int:
    return sum(len(arms) >= 3 for arms in streets.arms.values())


NETS: dict[str, list[list[Point]]] = {
    "a common end": [[(0, 0), (100, 0)], [(100, 0), (200, 0)], [(100, 0), (100, 80)]],
    "a shared vertex": [[(0, 0), (100, 0), (200, 0)], [(100, 0), (100, 80)]],
    "a bridge": [[(0, 0), (100, 0)], [(50, -50), (50, 50)]],
    "an end near a line": [[(0, 0), (100, 0)], [(50, 0.3), (50, 60)]],
    "ends near each other": [[(0, 0), (100, 0)], [(100.3, 0), (200, 0)]],
    "an end too far off": [[(0, 0), (100, 0)], [(50, 0.8), (50, 60)]],
    "nothing": [],
}


@pytest.mark.parametrize("lines", NETS.values(), ids=list(NETS))
def test_streets_meet_as_in_the_large_graph(lines: list[list[Point]]) -> None:
    large = build_network(np.array([shapely.LineString(line) for line in lines], dtype=object))
    streets = streets_of(*lines)
    assert junctions(streets) == len(large.junctions)
    assert len(streets.arms) == len(large.nodes)


def test_the_streets_of_the_sample_meet_as_in_the_large_graph() -> None:
    import geopandas as gpd

    roads = gpd.read_file(sample_folder() / "roads.geojson").to_crs(25832)
    for key in ("EK", "OH", "GS"):
        lines = list(roads.loc[roads["area"] == key].geometry)
        large = build_network(np.array(lines, dtype=object))
        streets = streets_of(*[list(line.coords) for line in lines])
        assert (junctions(streets), len(streets.arms)) == (len(large.junctions), len(large.nodes)), key


def test_the_street_of_an_address_is_taken_before_a_nearer_one() -> None:
    near = Street("Hinterweg", "G", None, None, None, ((0.0, 0.0), (100.0, 0.0)))
    own = Street("Werkstraße", "G", None, None, None, ((0.0, 80.0), (100.0, 80.0)))
    streets = Streets([near, own])

    def found(named: str, within_m: float = 100.0) -> str:
        foot = streets.nearest((50.0, 30.0), within_m=within_m, usable=lambda _: True, named=named)
        return streets.pieces[foot.piece].street.name if foot else ""

    assert [found("Werkstraße"), found("Nirgendweg"), found("")] == ["Werkstraße", "Hinterweg", "Hinterweg"]
    assert [found("Werkstraße", 40.0), found("", 20.0)] == ["Hinterweg", ""]
