"""The server's page: what stands in it, what it may ask for, and how much it weighs."""

import gzip
import re
from dataclasses import replace

import folium
import pytest

from signage.errors import InvalidInput
from signage.maps.assets import asset_bytes, asset_paths
from signage.maps.basemaps import PRESETS, base_map
from signage.maps.options import MapOptions
from signage.maps.page import map_page, render_page
from signage.maps.texts import LANGUAGES, map_texts
from signage.processes import run_in_child
from tests.maps.inventory import UGLY

SERVED = MapOptions(api="/api/v1", title="Landkreis Gotha und Ilm-Kreis")


def addresses(html: str) -> list[str]:
    """Everything the page's elements point to."""
    return re.findall(r'(?:src|href)="([^"]+)"', html)


def test_the_page_is_the_same_every_time() -> None:
    assert map_page(SERVED) == map_page(SERVED)


def test_the_page_asks_only_for_our_own_files() -> None:
    asked = [address for address in addresses(map_page(SERVED)) if address != "data:,"]
    assert asked
    assert set(asked) <= set(asset_paths())


def test_every_asset_is_a_file_of_ours() -> None:
    assert all(file.is_file() for file in asset_paths().values())
    assert any(file.name == "LICENSE" for file in (next(iter(asset_paths().values())).parents[1]).rglob("*"))


def test_the_page_stays_light_on_the_way() -> None:
    html = map_page(SERVED)
    asked = [asset_paths()[address] for address in addresses(html) if address != "data:,"]
    weight = sum(len(gzip.compress(asset_bytes(file))) for file in asked)
    assert weight + len(gzip.compress(html.encode())) < 100_000


def test_the_page_says_its_language_and_title_and_lets_fingers_zoom() -> None:
    html = map_page(replace(SERVED, language="en"))
    assert '<html lang="en">' in html
    assert "<title>Landkreis Gotha und Ilm-Kreis</title>" in html
    assert "user-scalable" not in html
    assert "maximum-scale" not in html


@pytest.mark.parametrize("title", [UGLY, "{{ 7*7 }}", "${7*7}", "</title><script>alert(1)</script>"])
def test_a_title_is_text_and_nothing_else(title: str) -> None:
    html = map_page(replace(SERVED, title=title))
    assert "<img src=x" not in html
    assert "49" not in re.sub(r"\s|sha256-\S+", "", html.split("<h1>")[1].split("</h1>")[0])
    assert "<script>alert" not in html


def test_nothing_runs_inline() -> None:
    html = map_page(SERVED)
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
    assert not re.search(r"\s(on\w+|style)=", html)


def test_the_page_is_rendered_in_a_child_process() -> None:
    page = run_in_child(render_page, SERVED.as_dict())
    assert page["html"] == map_page(SERVED)
    assert "script-src 'self';" in page["csp"]


def test_the_policy_names_the_base_map_and_no_other_host() -> None:
    options = replace(SERVED, base_maps=(PRESETS["basemap.de-colour"],))
    csp = render_page(options.as_dict())["csp"]
    assert "img-src 'self' data: https://sgx.geodatenzentrum.de;" in csp
    assert csp.count("https://") == 1


@pytest.mark.parametrize(
    ("address", "lacks"),
    [("osm", "bekannt: basemap.de-colour"), ("https://a.example/{z}/{x}.png", "fehlt {y}")],
)
def test_a_base_map_that_cannot_work_is_refused(address: str, lacks: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(lacks)):
        base_map(address, "me")


def test_a_base_map_of_ones_own_names_whose_it_is() -> None:
    with pytest.raises(InvalidInput, match="ATTRIBUTION"):
        base_map("https://tiles.example/{z}/{x}/{y}.png")
    own = base_map("https://{s}.tiles.example/{z}/{x}/{y}.png", "Stadt Muster")
    assert own is not None
    assert own.origin == "https://*.tiles.example"


def test_options_survive_the_way_to_another_process() -> None:
    options = replace(SERVED, bounds=(10.3, 50.5, 11.3, 51.1), base_maps=(PRESETS["basemap.de-wms-grey"],))
    assert MapOptions.from_dict(options.as_dict()) == options


def test_an_unknown_layer_or_language_is_named_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'trees' gibt es nicht; bekannt: municipalities"):
        MapOptions(layers=("trees",))
    with pytest.raises(InvalidInput, match="'fr' gibt es nicht; bekannt: de, en"):
        MapOptions(language="fr")


def test_every_language_has_every_text_the_scripts_say() -> None:
    asked = [asset_paths()[path] for path in addresses(map_page(SERVED)) if path.endswith(".js")]
    said = set(re.findall(r"say\('(\w+)'", "".join(file.read_text("utf-8") for file in asked)))
    for language in LANGUAGES:
        assert said <= set(map_texts(language)), language


def test_folium_itself_is_left_as_it_was() -> None:
    assert "cdn.jsdelivr.net" in str(folium.Map.default_js)
