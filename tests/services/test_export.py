"""What goes out comes back in, unchanged; what is about people stays at home."""

import csv
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signage.domain.layers import LAYERS
from signage.errors import InvalidInput, NotFound
from signage.formats.reading import read_table
from signage.formats.sheets import Sheet, write_sheets
from signage.services.exporting import columns_of, export
from signage.services.importing import import_file
from signage.store import Store
from tests.parts.stores import new_geopackage
from tests.places import add, line, point, polygon
from tests.services.import_world import a_world, at, take, the_problem

UGLY = "<img src=x onerror=alert(1)> & Söhne"
RIGHT_TO_LEFT = "شركة النور للتجارة"


@pytest.fixture
def full(world: Store, tmp_path: Path) -> Store:
    """The world with tenants, signs, a road and a backdrop."""
    head = "Firma;Gebiet;Straße;Hausnr;Tel;PLZ;gültig ab;gültig bis;Einzelperson;Rechtsgrundlage;x;y\n"
    rows = (
        f"{UGLY};EK;Am Kreuz;5a;03621 1;7629;01.04.2020;;nein;Einwilligung;{at(1500, 1500)}",
        f"{RIGHT_TO_LEFT};EK;;;;;;01.01.2021;ja;;;",
        f"=1+1;;-;;+49 3621;;;;;;{at(8000.123, 8000.456)}",
    )
    take(world, "tenants", tmp_path, head + "\n".join(rows) + "\n")
    signs = f"EK-1;INF;NO;ja;{at(1500, 1600)}\n;AMT;;;{at(1500, 1700)}\n"
    take(world, "signs", tmp_path, f"Nummer;Typ;Blickrichtung;Lkw können halten;x;y\n{signs}")
    add(world, "road", name="Am Kreuz", road_class="G", geometry=line((1000, 1000), (1900, 1500)))
    add(world, "backdrop", kind="building", area=1, geometry=polygon(1200, 1200, 30))
    return world


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".csv", ".xlsx"])
@pytest.mark.parametrize("layer", [layer.plural for layer in LAYERS.values()])
def test_what_goes_out_comes_back_unchanged(full: Store, tmp_path: Path, layer: str, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    written = export(full, layer, path, personal=True)
    report = import_file(full, layer, path, who="test")
    assert (report.unchanged, report.rows) == (written[layer], written[layer])
    assert report.change_set is None


def test_an_export_fills_an_empty_store_with_the_same(full: Store, tmp_path: Path) -> None:
    other = new_geopackage(tmp_path / "other.gpkg")
    for layer in LAYERS.values():
        export(full, layer.plural, tmp_path / f"{layer.plural}.gpkg", personal=True)
        import_file(other, layer.plural, tmp_path / f"{layer.plural}.gpkg", who="test")
    theirs, ours = (said(store) for store in (other, full))
    other.close()
    assert theirs == ours


def said(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Everything but when it was stored and from where."""
    kept = ("changed_at", "version", "source", "source_name", "id")
    return {
        layer: [{name: value for name, value in row.items() if name not in kept} for row in store.read(layer)]
        for layer in LAYERS
    }


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".csv", ".xlsx"])
def test_a_renamed_firm_comes_back_as_the_same_firm(full: Store, tmp_path: Path, suffix: str) -> None:
    path = corrected(full, tmp_path / f"out{suffix}", {RIGHT_TO_LEFT: "Licht GmbH"})
    report = import_file(full, "tenants", path, who="test")
    assert (report.changed, report.unchanged, full.count("tenant")) == (1, 2, 3)


def test_a_change_made_since_the_export_is_not_undone(full: Store, tmp_path: Path) -> None:
    path = corrected(full, tmp_path / "out.csv", {UGLY: UGLY + " KG", RIGHT_TO_LEFT: "Licht GmbH"})
    with full.change(who="other", why="test") as change:
        change.update("tenant", 1, {"phone": "neu"})
    report = import_file(full, "tenants", path, who="test")
    assert "seit diese Datei exportiert wurde" in the_problem(report)
    assert [row["name"] for row in full.read("tenant")] == [UGLY, "Licht GmbH", "=1+1"]


def test_rows_of_another_store_do_not_change_ours_by_their_ids(full: Store, tmp_path: Path) -> None:
    other = a_world(tmp_path / "other")
    take(other, "tenants", tmp_path, "Firma;Gebiet\nFremd;Gotha-Süd\n")
    export(other, "tenants", tmp_path / "theirs.csv")
    other.close()
    report = import_file(full, "tenants", tmp_path / "theirs.csv", who="test")
    assert (report.taken, full.count("tenant")) == (1, 4)


def corrected(store: Store, path: Path, words: dict[str, str]) -> Path:
    """An export of the tenants with some names replaced, as a clerk would."""
    export(store, "tenants", path, personal=True)
    if path.suffix in (".csv", ".geojson"):
        text = path.read_text(encoding="utf-8-sig")
        for old, new in words.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    elif path.suffix == ".xlsx":
        table = read_table(path)
        rows = [[words.get(str(cell), cell) for cell in row.values()] for row in table.rows]
        write_sheets(path, [Sheet(name="Firmen", headings=table.headings, rows=rows)])
    else:
        import geopandas as gpd

        gpd.read_file(path).replace(words).to_file(path, layer="tenant")
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".csv", ".xlsx", ".parquet", ".kml"])
def test_fields_about_people_stay_at_home_unless_asked_for(full: Store, tmp_path: Path, suffix: str) -> None:
    names = {field.name for field in columns_of(LAYERS["tenant"], personal=False)}
    assert not names & {"phone", "email", "web", "contact", "consented_by"}
    export(full, "tenants", tmp_path / f"out{suffix}")
    content = (tmp_path / f"out{suffix}").read_bytes()
    assert b"03621" not in content
    assert b"phone" not in content


def test_a_geopackage_holds_every_layer_in_metres(full: Store, tmp_path: Path) -> None:
    assert export(full, "all", tmp_path / "all.gpkg")["signs"] == 2
    connection = sqlite3.connect(tmp_path / "all.gpkg")
    rows = connection.execute("SELECT table_name, srs_id FROM gpkg_contents").fetchall()
    connection.close()
    assert rows == [(layer, 25832) for layer in LAYERS]


def test_geojson_is_in_degrees(full: Store, tmp_path: Path) -> None:
    export(full, "signs", tmp_path / "signs.geojson")
    table = read_table(tmp_path / "signs.geojson")
    assert table.crs == "EPSG:4326"
    assert b'"coordinates": [ 11.01' in (tmp_path / "signs.geojson").read_bytes()


def test_geoparquet_opens_in_geopandas(full: Store, tmp_path: Path) -> None:
    import geopandas as gpd

    export(full, "tenants", tmp_path / "tenants.parquet")
    frame = gpd.read_parquet(tmp_path / "tenants.parquet")
    assert (frame.crs.to_epsg(), UGLY in set(frame["name"])) == (25832, True)


def test_kml_names_its_places_and_escapes_markup(full: Store, tmp_path: Path) -> None:
    export(full, "tenants", tmp_path / "tenants.kml")
    text = (tmp_path / "tenants.kml").read_text(encoding="utf-8")
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; Söhne</name>" in text
    assert "<img" not in text


def test_a_csv_speaks_the_names_of_the_fields_and_a_workbook_german(full: Store, tmp_path: Path) -> None:
    export(full, "areas", tmp_path / "areas.csv")
    export(full, "areas", tmp_path / "areas.xlsx")
    assert {"name", "kind", "municipality_name"} <= set(read_table(tmp_path / "areas.csv").headings)
    workbook = read_table(tmp_path / "areas.xlsx")
    assert {"Name", "Art", "Name der Gemeinde"} <= set(workbook.headings)
    assert workbook.row(0)["Art"] == "Gewerbegebiet (GE)"


def test_a_csv_carries_out_nothing(full: Store, tmp_path: Path) -> None:
    export(full, "tenants", tmp_path / "tenants.csv", personal=True)
    with (tmp_path / "tenants.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    assert "'=1+1" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_a_day_narrows_the_export(full: Store, tmp_path: Path) -> None:
    assert export(full, "tenants", tmp_path / "a.csv", as_of=date(2026, 1, 1)) == {"tenants": 2}
    assert export(full, "tenants", tmp_path / "b.csv") == {"tenants": 3}


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".csv", ".xlsx", ".parquet", ".kml"])
def test_an_empty_layer_gives_a_file_without_rows(world: Store, tmp_path: Path, suffix: str) -> None:
    assert export(world, "tenants", tmp_path / f"out{suffix}") == {"tenants": 0}
    assert (tmp_path / f"out{suffix}").exists()


@pytest.mark.parametrize(("layer", "name"), [("nix", "a.csv"), ("tenants", "a.pdf"), ("all", "a.geojson")])
def test_an_impossible_order_is_an_error_in_words(
    world: Store, tmp_path: Path, layer: str, name: str
) -> None:
    with pytest.raises(InvalidInput):
        export(world, layer, tmp_path / name)


def test_a_folder_that_is_not_there_is_named(world: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Ordner"):
        export(world, "tenants", tmp_path / "none" / "a.gpkg")


def test_signs_share_an_exported_point_with_nobody(full: Store, tmp_path: Path) -> None:
    add(full, "sign", name="Pfosten", geometry=point(1500, 1600))
    export(full, "signs", tmp_path / "signs.csv")
    assert import_file(full, "signs", tmp_path / "signs.csv", who="test").unchanged == 3
