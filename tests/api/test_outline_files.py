"""Outlines out of a file that a planner drops on the map."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from starlette.testclient import TestClient

from signage.services.degrees import as_geojson
from signage.store import Store
from tests.places import an_area, outline

Headers = dict[str, str]
SQUARE = outline(900)


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    """A new area that overlaps the stored one by 100 m."""
    return gpd.GeoDataFrame(
        {"Gebiet": ["Thörey"], "Quelle": ["ALKIS"]}, geometry=[shapely.from_wkb(SQUARE)], crs=25832
    )


def sent(client: TestClient, headers: Headers, content: bytes, query: str = "") -> Any:
    return client.post(f"/api/v1/areas/outline{query}", content=content, headers=headers)


def geojson(frame: gpd.GeoDataFrame, folder: Path) -> bytes:
    return str(frame.to_crs(4326).to_json()).encode()


def geopackage(frame: gpd.GeoDataFrame, folder: Path) -> bytes:
    frame.to_file(folder / "a.gpkg", layer="gebiete")
    return (folder / "a.gpkg").read_bytes()


def shapefile(frame: gpd.GeoDataFrame, folder: Path, *, without: str = "") -> bytes:
    (folder / "shp").mkdir()
    frame.to_file(folder / "shp" / "a.shp", encoding="utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (folder / "shp").iterdir():
            if path.suffix != without:
                archive.write(path, path.name)
    return packed.getvalue()


def kml(frame: gpd.GeoDataFrame, folder: Path) -> bytes:
    [shape] = as_geojson([SQUARE])
    assert shape is not None
    ring = " ".join(f"{east},{north},0" for east, north in shape["coordinates"][0][0])
    return f"""<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
        <Folder><Placemark><name>Thörey</name>
        <ExtendedData><Data name="Quelle"><value>ALKIS</value></Data></ExtendedData>
        <Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>
        </Polygon></Placemark></Folder></Document></kml>""".encode()


def kmz(frame: gpd.GeoDataFrame, folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", kml(frame, folder))
        archive.writestr("files/icon.png", b"no picture")
    return packed.getvalue()


@pytest.mark.parametrize("write", [geojson, geopackage, shapefile, kml, kmz])
def test_outlines_come_back_in_degrees_with_their_findings(
    client: TestClient, inventory: Store, own: Headers, frame: gpd.GeoDataFrame, tmp_path: Path, write: Any
) -> None:
    area, before = an_area(inventory), inventory.revision()
    answer = sent(client, own, write(frame, tmp_path))
    assert answer.status_code == 200, answer.text
    [found] = answer.json()["features"]
    [expected] = as_geojson([SQUARE])
    shape, wanted = (shapely.from_geojson(json.dumps(one)) for one in (found["geometry"], expected))
    assert shapely.hausdorff_distance(shape, wanted) < 1e-6
    assert found["properties"]["Quelle"] == "ALKIS"
    assert (found["values"]["name"], found["municipality"]) == ("Thörey", "16070028")
    assert [(one["rule"], one["neighbour"]) for one in found["findings"]] == [("area.overlap", area)]
    assert inventory.revision() == before


def test_a_found_outline_can_be_added_as_it_came(
    client: TestClient, inventory: Store, own: Headers, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    [found] = sent(client, own, geojson(frame, tmp_path)).json()["features"]
    body = {"geometry": found["geometry"], "properties": found["values"]}
    assert client.post("/api/v1/areas", json=body, headers=own).status_code == 201


def test_what_lies_elsewhere_is_told_by_row(
    client: TestClient, inventory: Store, own: Headers, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    far = frame.set_geometry(frame.translate(200_000))
    answer = sent(client, own, geojson(far, tmp_path)).json()
    assert answer["features"] == []
    assert answer["remarks"][0]["row"] == 1
    assert "Koordinatensystem." in answer["remarks"][0]["message"]  # no option of a command line follows
    english = sent(client, own | {"Accept-Language": "en"}, geojson(far, tmp_path)).json()["remarks"]
    assert "municipalities" in english[0]["message"]


def test_a_table_is_named_where_there_are_several(
    client: TestClient, own: Headers, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    for name in ("alt", "neu"):
        frame.to_file(tmp_path / "a.gpkg", layer=name)
    content = (tmp_path / "a.gpkg").read_bytes()
    assert "alt, neu" in sent(client, own, content).json()["detail"]
    assert sent(client, own, content, "?layer=neu").status_code == 200


def test_the_tables_to_choose_from_come_apart_from_the_sentence(
    client: TestClient, own: Headers, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    for name in ("alt", "neu"):
        frame.to_file(tmp_path / "a.gpkg", layer=name)
    content = (tmp_path / "a.gpkg").read_bytes()
    assert sent(client, own, content).json()["tables"] == ["alt", "neu"]
    read = sent(client, own, content, "?layer=neu").json()
    assert (read["table"], read["tables"]) == ("neu", ["alt", "neu"])


def test_a_file_that_does_not_say_its_crs_can_be_told(
    client: TestClient, own: Headers, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    bare = shapefile(frame, tmp_path, without=".prj")
    guessed = sent(client, own, bare).json()
    assert (guessed["crs"], guessed["crs_stated"]) == ("EPSG:25832", False)
    assert {"crs": "EPSG:31468", "title": "DHDN / Gauß-Krüger 4. Streifen"} in guessed["crs_choices"]
    assert sent(client, own, bare, "?crs=EPSG:25833").json()["crs"] == "EPSG:25833"


def test_a_file_that_says_its_crs_is_believed(
    client: TestClient, own: Headers, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    told = sent(client, own, geopackage(frame, tmp_path)).json()
    assert (told["crs"], told["crs_stated"]) == ("EPSG:25832", True)


BOMB = b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaa">]><kml><name>&a;</name></kml>'


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 400), (b"Name;Ort\nA;B\n", 422), (b"\x00\x01\x02", 422), (BOMB, 422), (b"<kml><Placemark", 422)],
)
def test_what_is_no_file_of_outlines_is_refused_in_words(
    client: TestClient, own: Headers, content: bytes, status: int
) -> None:
    answer = sent(client, own, content)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_a_vrt_that_calls_itself_kml_opens_no_other_file(client: TestClient, own: Headers) -> None:
    content = b"<OGRVRTDataSource><!-- <kml> --><OGRVRTLayer name='x'/></OGRVRTDataSource>"
    assert sent(client, own, content).status_code == 422


def test_reading_a_file_needs_a_token(client: TestClient) -> None:
    assert sent(client, {}, b"{}").status_code == 401
