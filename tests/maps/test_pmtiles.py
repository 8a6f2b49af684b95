"""The head of an archive of vector tiles, its owner, and what the service makes of it."""

from pathlib import Path

import pytest

from signage.errors import InvalidInput, NotFound
from signage.maps.assets import asset_paths
from signage.maps.configured import configured_maps, read_maps
from signage.maps.options import MapOptions
from signage.maps.page import render_page
from signage.maps.pmtiles import read_archive, sign_archive
from signage.settings import Settings


def test_an_archive_says_what_it_was_told_and_keeps_the_rest(archive: Path) -> None:
    before = read_archive(archive)
    sign_archive(archive, attribution="© <b>Stadt</b>", name="Plan")
    after = read_archive(archive)
    assert after.attribution == "© <b>Stadt</b>"
    assert (after.bounds, after.max_zoom) == (before.bounds, before.max_zoom)
    assert after.metadata["vector_layers"] == before.metadata["vector_layers"]


@pytest.mark.parametrize(
    "content", [b"", b"PMTiles\x03", b"PMTiles\x02" + bytes(200), b"PK\x03\x04" + bytes(200)]
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.pmtiles"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match="keine PMTiles-Datei"):
        read_archive(file)


def test_metadata_that_are_none_are_refused(archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[24:40] = (10).to_bytes(8, "little") + (1 << 40).to_bytes(8, "little")
    archive.write_bytes(content)
    with pytest.raises(InvalidInput, match="keine PMTiles-Datei"):
        read_archive(archive)


def test_one_setting_is_enough_for_an_archive(archive: Path) -> None:
    found = configured_maps(Settings(basemap_url=str(archive)))
    [one] = found.maps
    assert (one.vector, one.url, one.max_zoom) == (True, "/static/basemaps/base.pmtiles", 15)
    assert one.attribution == "© OpenStreetMap contributors, ODbL"
    assert found.archives == {one.url: archive}


def test_an_archive_stands_in_the_file_by_its_path_from_there_and_keeps_its_owner(archive: Path) -> None:
    text = '[[base]]\nname = "Stadtplan"\npmtiles = "town.pmtiles"\nattribution = "bearbeitet: Wir"\n'
    listed = archive.parent / "maps.toml"
    listed.write_text(text, encoding="utf-8")
    [one] = read_maps(listed).maps
    assert one.attribution == "© OpenStreetMap contributors, ODbL · bearbeitet: Wir"
    assert read_maps(listed).archives == {"/static/basemaps/stadtplan.pmtiles": archive}


@pytest.mark.parametrize(
    ("file", "said"),
    [("away.pmtiles", "lässt sich nicht lesen"), ("https://a.example/x.pmtiles", "keine Adresse")],
)
def test_an_archive_that_is_not_here_is_told(tmp_path: Path, file: str, said: str) -> None:
    with pytest.raises((InvalidInput, NotFound), match=said):
        configured_maps(Settings(basemap_url=file if "//" in file else str(tmp_path / file)))


def test_only_a_page_with_an_archive_carries_what_draws_it(archive: Path) -> None:
    maps = configured_maps(Settings(basemap_url=str(archive))).maps
    drawing = [path for path in asset_paths() if path.endswith(("/vectors.js", "/protomaps-leaflet.js"))]
    page = render_page(MapOptions(api="/api/v1", base_maps=maps).as_dict())
    plain = render_page(MapOptions(api="/api/v1").as_dict())["html"]
    assert len(drawing) == 2
    assert all(path in page["html"] and path not in plain for path in drawing)
    assert str(archive.parent) not in page["html"]
    assert "connect-src 'self';" in page["csp"]
    assert "unsafe" not in page["csp"]
