"""Base maps as an operator configures them, by settings and by a TOML file."""

import re
import shutil
from pathlib import Path

import pytest

from signage.errors import InvalidInput, NotFound
from signage.maps.basemaps import PRESETS
from signage.maps.configured import _KINDS, configured_maps, read_maps
from signage.maps.options import MapOptions
from signage.maps.page import render_page
from signage.settings import Settings
from tests.house.tree import ROOT
from tests.maps.inventory import UGLY

ORTHOPHOTO = """
[[base]]
name = "Luftbild Süd"
english = "Orthophoto"
wms = "https://dop.example/wms?map=dop"
layers = "dop20"
format = "image/jpeg"
attribution = "© Land Muster"
photo = true
"""
PLOTS = """
[[overlay]]
name = "Flurstücke"
wms = "https://alkis.example/wms"
layers = "flst"
attribution = "© Kataster"
opacity = 0.5
"""
TILES = """
[[base]]
name = "Stadtplan"
attribution = "© Stadt Muster"
tiles = "https://tiles.example/utm/{z}/{y}/{x}.png"
crs = "EPSG:25832"
grid = [
  { level = "00", pixel = 100, corner = [0, 6300000.5], tile = [512, 512], tiles = [20, 20] },
  { level = "01", pixel = 250.5, corner = [0, 6300000.5], tile = [256, 256], tiles = [20, 20] },
]
"""


def written(tmp_path: Path, text: str) -> Path:
    """The text as a file."""
    path = tmp_path / "basemaps.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_names_base_maps_and_overlays(tmp_path: Path) -> None:
    photo, plots = read_maps(written(tmp_path, PLOTS + ORTHOPHOTO)).maps
    assert (photo.key, photo.name, photo.english) == ("luftbild-sued", "Luftbild Süd", "Orthophoto")
    assert (photo.photo, photo.overlay, photo.image_format) == (True, False, "image/jpeg")
    assert (plots.key, plots.english, plots.overlay, plots.opacity) == (
        "flurstuecke",
        "Flurstücke",
        True,
        0.5,
    )


def test_tiles_that_are_cut_otherwise_are_listed_from_the_coarsest_on(tmp_path: Path) -> None:
    [one] = read_maps(written(tmp_path, TILES)).maps
    assert [level["level"] for level in one.grid] == ["01", "00"]
    assert (one.crs, one.bounds, one.max_zoom) == ("EPSG:25832", (5.5, 47.0, 15.6, 55.3), 22)


def test_a_page_with_a_map_in_another_projection_brings_what_draws_it(tmp_path: Path) -> None:
    for text, brought in ((TILES, True), (ORTHOPHOTO, False)):
        html = render_page(MapOptions(base_maps=read_maps(written(tmp_path, text)).maps).as_dict())["html"]
        assert ("/warped.js" in html) is brought


def test_a_preset_brings_name_and_owner(tmp_path: Path) -> None:
    [grey] = read_maps(written(tmp_path, '[[base]]\npreset = "basemap.de-grey"\n')).maps
    assert (grey.name, grey.attribution) == ("basemap.de grau", "© GeoBasis-DE / BKG")
    assert grey.url == PRESETS["basemap.de-grey"].url


def test_the_map_of_the_settings_stands_before_those_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, ORTHOPHOTO + 'key = "base"\n')
    settings = Settings(basemaps=str(path), basemap_url="/tiles/{z}/{y}/{x}.png", basemap_attribution="Wir")
    assert [one.key for one in configured_maps(settings).maps] == ["base-0", "base"]
    assert configured_maps(Settings()).maps == ()


def test_the_policy_lists_exactly_the_configured_origins(tmp_path: Path) -> None:
    maps = read_maps(written(tmp_path, ORTHOPHOTO + PLOTS)).maps
    csp = render_page(MapOptions(api="/api/v1", base_maps=maps).as_dict())["csp"]
    assert "img-src 'self' data: https://dop.example https://alkis.example;" in csp
    assert csp.count("https://") == 2


def test_names_and_owners_are_text_and_nothing_else(tmp_path: Path) -> None:
    named = ORTHOPHOTO.replace("Luftbild Süd", UGLY).replace("© Land Muster", UGLY)
    html = render_page(MapOptions(base_maps=read_maps(written(tmp_path, named)).maps).as_dict())["html"]
    assert "<img src=x" not in html
    assert "onerror=alert(1)" in html


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ORTHOPHOTO.replace("layers = ", "layer = "), "'layer' gibt es nicht"),
        (ORTHOPHOTO.replace('layers = "dop20"', ""), "layers fehlt"),
        (ORTHOPHOTO.replace('attribution = "© Land Muster"', ""), "attribution fehlt"),
        (ORTHOPHOTO.replace('name = "Luftbild Süd"', ""), "name fehlt"),
        (ORTHOPHOTO.replace("https://dop.example", "ftp://dop.example"), "https://, http:// oder /"),
        (ORTHOPHOTO.replace("https://dop.example", "https://dop.example; script-src *"), "https://, http://"),
        *(
            (ORTHOPHOTO.replace("https://dop.example", f"https://{host}"), "Name eines Rechners")
            for host in (
                "*",
                "*.example",
                "[",
                "you@dop.example",
                "dop.example:x",
                "dop\\u202e.example",
                "ä.de",
            )
        ),
        (ORTHOPHOTO + "max_zoom = -5\n", "max_zoom liegt zwischen 0 und 24"),
        (ORTHOPHOTO + "max_zoom = 99999999999999999999\n", "max_zoom liegt zwischen 0 und 24"),
        (ORTHOPHOTO + 'crs = "EPSG:1"\n', "Das Bezugssystem EPSG:1 ist nicht bekannt"),
        (ORTHOPHOTO + 'crs = "EPSG:5783"\n', "EPSG:5783 ist kein Bezugssystem für Karten"),
        (ORTHOPHOTO + 'crs = "+proj=utm +zone=32"\n', "ist nicht bekannt"),
        (ORTHOPHOTO + 'crs = "EPSG:25832"\nbounds = [-170, -80, 170, 80]\n', "lässt sich EPSG:25832 nicht"),
        (ORTHOPHOTO + "bounds = [1, 2, 3]\n", "bounds erwartet [West, Süd, Ost, Nord]"),
        (ORTHOPHOTO + "bounds = [12, 51, 11, 52]\n", "bounds erwartet [West, Süd, Ost, Nord]"),
        (ORTHOPHOTO + "grid = []\n", "grid gilt nur für tiles"),
        (TILES.replace("grid = [", "grid = []\nother = ["), "'other' gibt es nicht"),
        (TILES.partition("grid")[0], "grid fehlt: Wie sind die Kacheln in EPSG:25832 geschnitten?"),
        (TILES.partition("grid")[0] + "grid = []\n", "grid braucht 1 bis 60 Stufen"),
        (TILES.replace("pixel = 100", "pixel = 0"), "In Stufe 1 stimmt pixel nicht"),
        (TILES.replace("tile = [256, 256], ", ""), "In Stufe 2 stimmt tile nicht"),
        (TILES.replace("pixel = 100", f"pixel = {'9' * 400}"), "In Stufe 1 stimmt pixel nicht"),
        (TILES.replace("{x}", "{x}/{Time}"), "steht {Time}, wofür es keinen Wert gibt"),
        (TILES.replace('"01"', '"../x?"'), "In Stufe 2 stimmt level nicht"),
        ('[[base]]\npreset = "basemap.de-grey"\ncrs = "EPSG:25832"\n', "crs gilt nur für wms und tiles"),
        (ORTHOPHOTO.replace("true", "1"), "photo hat einen falschen Wert: 1"),
        (ORTHOPHOTO.replace("image/jpeg", "image/tiff"), "'image/tiff' gibt es nicht"),
        (ORTHOPHOTO + 'tiles = "/{z}/{y}/{x}"\n', "genau eine Quelle"),
        (PLOTS.replace("0.5", "0"), "opacity liegt über 0"),
        (PLOTS + PLOTS, "'flurstuecke' gibt es zweimal"),
        ('[[base]]\nname = "A"\nattribution = "B"\ntiles = "https://a.example/{z}/{x}.png"', "fehlt {y}"),
        ('[[base]]\npreset = "osm"', "'osm' gibt es nicht; bekannt: basemap.de-colour"),
    ],
)
def test_a_map_that_cannot_work_is_told_by_its_name(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_maps(written(tmp_path, wrong))
    assert said in " ".join(refused.value.problems.values())


def test_all_faults_of_a_file_are_told_together(tmp_path: Path) -> None:
    wrong = ORTHOPHOTO.replace('layers = "dop20"', "") + PLOTS.replace("0.5", "7")
    with pytest.raises(InvalidInput) as refused:
        read_maps(written(tmp_path, wrong))
    assert set(refused.value.problems) == {"[[base]] Luftbild Süd", "[[overlay]] Flurstücke"}


@pytest.mark.parametrize(("text", "said"), [("[base", "TOML"), ("[[maps]]", "'maps'"), ("base = 1", "base")])
def test_a_file_that_is_none_of_base_maps_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_maps(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nothing\.toml"):
        configured_maps(Settings(basemaps=str(tmp_path / "nothing.toml")))


def test_the_example_of_the_documentation_works(tmp_path: Path, archive: Path) -> None:
    page = (ROOT / "docs" / "basemaps.md").read_text("utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    shutil.copy(archive, tmp_path / "landkreis.pmtiles")
    keys = [[one.key for one in read_maps(written(tmp_path, text)).maps] for text in examples]
    assert keys == [
        ["basemap.de-grau", "luftbild", "stadtplan", "landkreis", "flurstuecke"],
        ["topografische-karte"],
    ]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", page, re.MULTILINE)
    assert set(re.findall(r"\w+", " ".join(rows))) == set(_KINDS)
