"""A base map of one's own, from OpenStreetMap and from GeoPackages."""

from pathlib import Path

import pyogrio
import pytest

from signage.errors import InvalidInput, NotFound, UntrustedFile
from signage.maps.pmtiles import read_archive
from signage.services.basemap import OSM, make_base_map
from tests.parts.osm import DRAWN, osm_file, town_package

# A real town, where the real data lie beside the checkout.
EXTRACT = Path(__file__).parents[3] / "shared" / "data" / "osm" / "bad_hersfeld_2021.osm.pbf"


def test_a_file_of_openstreetmap_becomes_an_archive_that_names_its_owners(tmp_path: Path) -> None:
    out = tmp_path / "town.pmtiles"
    made = make_base_map([osm_file(tmp_path / "town.osm")], out)
    assert made.counts == DRAWN
    archive = read_archive(out)
    assert archive.attribution == made.attribution == OSM == "© OpenStreetMap contributors, ODbL"
    assert (archive.min_zoom, archive.max_zoom) == (6, 15)
    assert archive.bounds == pytest.approx((10.940, 50.860, 10.949, 50.869), abs=1e-3)
    assert {name for name, _ in pyogrio.list_layers(out)} == set(DRAWN)


def test_roads_keep_class_number_and_name(tmp_path: Path) -> None:
    out = tmp_path / "town.pmtiles"
    make_base_map([osm_file(tmp_path / "town.osm")], out)
    roads = pyogrio.read_dataframe(out, layer="motorways")
    assert set(roads["kind"]) == {"A"}
    assert set(roads["ref"]) == {"A 71"}
    assert set(roads["name"]) == {"<img src=x onerror=alert(1)>"}


def test_the_layers_of_a_geopackage_are_told_by_their_names(tmp_path: Path) -> None:
    made = make_base_map(
        [town_package(tmp_path / "town.gpkg")], tmp_path / "o.pmtiles", attribution="© Stadt"
    )
    assert made.counts == {"streets": 1, "motorways": 1, "buildings": 1}
    assert list(made.left_out) == ["firmen"]
    assert read_archive(tmp_path / "o.pmtiles").attribution == "© Stadt"


def test_a_layer_with_a_name_of_its_own_can_be_assigned(tmp_path: Path) -> None:
    source = town_package(tmp_path / "town.gpkg", roads="Netz 2026")
    made = make_base_map(
        [source], tmp_path / "o.pmtiles", attribution="© Stadt", layers={"Netz 2026": "roads"}
    )
    assert made.counts["motorways"] == 1


def test_several_layers_of_several_geopackages_are_assigned_to_one_part(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    files = [
        town_package(tmp_path / "sorted.gpkg", roads="Netz A"),
        town_package(tmp_path / "b/sorted.gpkg", roads="Netz B"),
    ]
    given = {"Netz A": "roads", "Netz B": "roads"}
    made = make_base_map(files, tmp_path / "o.pmtiles", attribution="© Stadt", layers=given)
    assert made.counts == {"streets": 2, "motorways": 2, "buildings": 2}
    assert list(made.left_out) == ["firmen", "firmen"]


def test_openstreetmap_is_named_beside_other_owners(tmp_path: Path) -> None:
    sources = [osm_file(tmp_path / "town.osm"), town_package(tmp_path / "town.gpkg")]
    made = make_base_map(sources, tmp_path / "o.pmtiles", attribution="© Stadt")
    assert made.attribution == f"{OSM} · © Stadt"
    assert made.counts["motorways"] == DRAWN["motorways"] + 1


def test_a_geopackage_of_any_name_adds_to_what_was_read_before_it(tmp_path: Path) -> None:
    out = tmp_path / "o.pmtiles"
    sources = [osm_file(tmp_path / "town.osm"), town_package(tmp_path / "sorted.gpkg")]
    make_base_map(sources, out, attribution="© Stadt")
    assert {name for name, _ in pyogrio.list_layers(out)} == set(DRAWN)


def test_a_geopackage_needs_its_owner(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="--attribution"):
        make_base_map([town_package(tmp_path / "town.gpkg")], tmp_path / "o.pmtiles")


@pytest.mark.parametrize(
    ("given", "said"),
    [({"nirgends": "roads"}, "'nirgends' gibt es nicht"), ({"strassen": "wege"}, "bekannt: land, water")],
)
def test_an_assignment_that_leads_nowhere_is_told(tmp_path: Path, given: dict[str, str], said: str) -> None:
    source = town_package(tmp_path / "town.gpkg")
    with pytest.raises(InvalidInput, match=said):
        make_base_map([source], tmp_path / "o.pmtiles", attribution="© Stadt", layers=given)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leer"),
        (b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>", "weder"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\xff\xff", "weder|beschädigt|nichts"),
        (b"SQLite format 3\x00" + bytes(2000), "kein lesbares GeoPackage"),
    ],
)
def test_a_file_that_is_no_map_is_refused_and_the_old_archive_stays(
    tmp_path: Path, content: bytes, said: str
) -> None:
    source, out = tmp_path / "x.osm.pbf", tmp_path / "o.pmtiles"
    source.write_bytes(content)
    out.write_bytes(b"old")
    with pytest.raises(InvalidInput, match=said):
        make_base_map([source], out, attribution="© Stadt")
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.pmtiles", "x.osm.pbf"]


def test_a_file_with_nothing_to_draw_is_told(tmp_path: Path) -> None:
    source = osm_file(tmp_path / "town.osm", [({"highway": "proposed"}, ((0, 0), (1, 1)))])
    with pytest.raises(InvalidInput, match="nichts, was eine Karte zeichnet"):
        make_base_map([source], tmp_path / "o.pmtiles")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nothing\.osm"):
        make_base_map([tmp_path / "nothing.osm"], tmp_path / "o.pmtiles")


def test_a_truncated_file_is_told_as_damaged(tmp_path: Path) -> None:
    source = osm_file(tmp_path / "town.osm")
    source.write_bytes(source.read_bytes()[:900])
    with pytest.raises(UntrustedFile, match="beschädigt"):
        make_base_map([source], tmp_path / "o.pmtiles")


def test_both_phases_tell_how_far_they_are(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    make_base_map(
        [osm_file(tmp_path / "town.osm")], tmp_path / "o.pmtiles", progress=lambda *news: told.append(news)
    )
    assert [phase for _, _, phase in told] == sorted(phase for _, _, phase in told)
    assert {phase for _, _, phase in told} == {"lesen", "schreiben"}
    assert told[-1] == (100, 100, "schreiben")


@pytest.mark.skipif(not EXTRACT.is_file(), reason="the real data are not beside this checkout")
def test_a_real_town_is_drawn_with_all_its_layers(tmp_path: Path) -> None:
    made = make_base_map([EXTRACT], tmp_path / "o.pmtiles")
    assert set(made.counts) == set(DRAWN)
    assert made.counts["buildings"] > made.counts["places"] > 0
