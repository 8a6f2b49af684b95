"""Where rows lie: the coordinate system, the district, geometries of every sort."""

from pathlib import Path

import pyproj
import pytest
from shapely import Point, Polygon, box

from signage.errors import Said
from signage.services.importing import import_file
from signage.store import Store
from tests.formats.files import a_frame
from tests.parts.stores import new_geopackage
from tests.places import EAST, NORTH
from tests.services.import_world import at, parked, take, the_problem

HEAD = "Firma;Rechtswert;Hochwert\n"


def there(system: str, east: float = 1500.0, north: float = 1500.0) -> str:
    """Two cells with a position in another system."""
    transform = pyproj.Transformer.from_crs("EPSG:25832", system, always_xy=True).transform
    x, y = transform(EAST + east, NORTH + north)
    return f"{x:.6f};{y:.6f}".replace(".", ",")


def swapped(cells: str) -> str:
    one, _, other = cells.partition(";")
    return f"{other};{one}"


def the_place(store: Store) -> tuple[float, float]:
    """Offset of the only tenant from the origin, in whole metres."""
    from shapely import from_wkb

    (row,) = store.read("tenant")
    point = from_wkb(row["geometry"])
    return round(point.x - EAST), round(point.y - NORTH)


@pytest.mark.parametrize(
    "system", ["EPSG:25832", "EPSG:4647", "EPSG:4326", "EPSG:3397", "EPSG:25833", "EPSG:3857"]
)
def test_positions_in_any_usual_system_come_to_the_same_place(
    world: Store, tmp_path: Path, system: str
) -> None:
    report = take(world, "tenants", tmp_path, f"{HEAD}A;{there(system)}\n")
    assert the_place(world) == (1500, 1500)
    assert any(f"{system} " in note for note in report.notes)


def test_a_look_alike_system_is_named_and_an_option_decides(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, f"{HEAD}A;{there('EPSG:2398')}\n", crs="EPSG:2398")
    assert the_place(world) == (1500, 1500)
    assert not report.notes[-1].startswith("Die Datei nennt kein")


@pytest.mark.parametrize("system", ["EPSG:25832", "EPSG:4326"])
def test_swapped_axes_are_parked_with_a_proposal(world: Store, tmp_path: Path, system: str) -> None:
    problem = the_problem(take(world, "tenants", tmp_path, f"{HEAD}A;{swapped(there(system))}\n"))
    assert "Die Achsen sind wohl vertauscht" in problem
    assert "läge sie in Arnstadt" in problem
    assert world.count("tenant") == 0


def test_a_position_elsewhere_is_told_in_english_too(world: Store, tmp_path: Path) -> None:
    report = take(world, "tenants", tmp_path, f"{HEAD}A;{swapped(there('EPSG:4326'))}\n")
    [finding] = report.findings
    assert isinstance(finding.problem, Said)
    assert isinstance(finding.advice, Said)
    assert finding.problem.english.startswith("The position is out of the municipalities")
    assert "The axes seem to be swapped: as EPSG:4326 it would be in Arnstadt" in finding.advice.english


def test_swapped_axes_are_taken_when_confirmed(world: Store, tmp_path: Path) -> None:
    text = f"{HEAD}A;{swapped(there('EPSG:4326'))}\n"
    take(world, "tenants", tmp_path, text, crs="EPSG:4326 vertauscht")
    assert the_place(world) == (1500, 1500)


def test_one_row_in_another_system_is_parked_with_the_system(world: Store, tmp_path: Path) -> None:
    rows = "".join(f"Firma {n};{at(1100 + n, 1100)}\n" for n in range(9))
    report = take(world, "tenants", tmp_path, f"{HEAD}{rows}B;{there('EPSG:4647', -4000, 0)}\n")
    assert report.taken == 9
    assert "Mit EPSG:4647 läge sie in Gotha" in the_problem(report)


def test_a_position_outside_is_parked_with_the_distance(world: Store, tmp_path: Path) -> None:
    problem = the_problem(take(world, "tenants", tmp_path, f"{HEAD}A;{at(12_500, 5000)}\n"))
    assert "2,5 km von Arnstadt" in problem


def test_rounded_boundaries_lose_nobody_at_the_edge(world: Store, tmp_path: Path) -> None:
    take(world, "tenants", tmp_path, f"{HEAD}A;{at(10_030, 5000)}\n")
    (row,) = world.read("tenant")
    assert row["municipality"] == "16070004"


@pytest.mark.parametrize("cells", ["NaN;NaN", "inf;5635000", "x;y", "640000;", "0;0"])
def test_what_is_no_position_is_parked(world: Store, tmp_path: Path, cells: str) -> None:
    report = take(world, "tenants", tmp_path, f"{HEAD}A;{cells}\nB;{at(1500, 1500)}\n")
    assert (report.taken, report.parked) == (1, 1)


@pytest.mark.parametrize("text", ["{lat}, {lon}", "{lon}, {lat}", "{lat};{lon}", "N {lat}°  E {lon}°"])
def test_both_numbers_may_stand_in_one_cell(world: Store, tmp_path: Path, text: str) -> None:
    lon, lat = (float(cell.replace(",", ".")) for cell in there("EPSG:4326").split(";"))
    cell = text.format(lat=f"{lat:.6f}", lon=f"{lon:.6f}")
    take(world, "tenants", tmp_path, f'Firma\tKoordinaten\nA\t"{cell}"\n')
    assert the_place(world) == (1500, 1500)


def test_degrees_may_have_minutes_and_seconds(world: Store, tmp_path: Path) -> None:
    text = "Firma\tlat\tlon\nA\t50° 51' 30\" N\t11° 00' 00\" O\n"
    take(world, "tenants", tmp_path, text, anywhere=True)
    assert world.count("tenant") == 1


def test_a_label_that_the_numbers_rule_out_is_noted(world: Store, tmp_path: Path) -> None:
    frame = a_frame([Point(EAST + 1500, NORTH + 1500)], crs=None, Firma=["A"])
    frame.set_crs("EPSG:4326").to_file(tmp_path / "a.gpkg", layer="firmen")
    report = import_file(world, "tenants", tmp_path / "a.gpkg", who="test")
    assert the_place(world) == (1500, 1500)
    assert "nennt EPSG:4326, die Zahlen sind aber EPSG:25832" in report.notes[0]


def test_a_stated_system_that_leads_abroad_is_parked_with_a_proposal(world: Store, tmp_path: Path) -> None:
    frame = a_frame([Point(EAST - 40_000, NORTH + 1500)], crs="EPSG:25833", Firma=["A"])
    frame.to_file(tmp_path / "a.gpkg", layer="firmen")
    report = import_file(world, "tenants", tmp_path / "a.gpkg", who="test")
    assert report.parked == 1


def test_without_municipalities_germany_is_the_measure(tmp_path: Path) -> None:
    store = new_geopackage(tmp_path / "empty.gpkg")
    report = take(store, "signs", tmp_path, f"Nummer;x;y\n1;{at(0, 0)}\n2;3,53;51,07\n")
    store.close()
    assert (report.taken, report.parked) == (1, 1)
    assert any("Importieren Sie zuerst die Gemeinden" in note for note in report.notes)


def test_positions_anywhere_are_taken_on_demand(world: Store, tmp_path: Path) -> None:
    report = take(world, "signs", tmp_path, "Nummer;lon;lat\n1;3,53;51,07\n", anywhere=True)
    assert report.taken == 1
    assert any("--anywhere" in note for note in report.notes)


def test_a_new_municipality_may_lie_beside_the_known_ones(world: Store, tmp_path: Path) -> None:
    shape = box(EAST + 20_000, NORTH, EAST + 30_000, NORTH + 10_000)
    a_frame([shape], AGS=["16070029"], GEN=["Ilmenau"]).to_file(tmp_path / "a.gpkg")
    report = import_file(world, "municipalities", tmp_path / "a.gpkg", who="test")
    (row,) = world.read("municipality", where={"ags": "16070029"})
    assert (report.taken, row["district"]) == (1, "16070")


def test_an_area_belongs_where_most_of_it_lies(world: Store, tmp_path: Path) -> None:
    shapes = [
        box(EAST - 300, NORTH + 5000, EAST + 700, NORTH + 6000),
        box(EAST + 9900, NORTH, EAST + 11_000, NORTH + 900),
    ]
    a_frame(shapes, Name=["Grenze", "Draußen"]).to_file(tmp_path / "a.gpkg")
    report = import_file(world, "areas", tmp_path / "a.gpkg", who="test")
    (row,) = world.read("area", where={"name": "Grenze"})
    assert row["municipality"] == "16070004"
    assert "außerhalb der Gemeinden" in the_problem(report)


def test_broken_outlines_cost_only_their_row(world: Store, tmp_path: Path) -> None:
    bow_tie = Polygon([(EAST, NORTH), (EAST + 99, NORTH + 99), (EAST + 99, NORTH), (EAST, NORTH + 99)])
    shapes = [bow_tie, Polygon(), None, box(EAST, NORTH, EAST + 50, NORTH + 50)]
    a_frame(shapes, Name=["Schleife", "Leer", "Nichts", "Gut"]).to_file(
        tmp_path / "a.gpkg", geometry_type="Polygon"
    )
    report = import_file(world, "areas", tmp_path / "a.gpkg", who="test")
    assert report.taken == 1
    assert [finding.row for finding in parked(report)] == [1, 2, 3]
