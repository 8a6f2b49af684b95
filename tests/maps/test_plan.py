"""The planner's page: what it may ask for, how much it weighs, that it has all its words."""

import gzip
import re
from dataclasses import replace

import pytest

from signage.artwork.papers import layout_for
from signage.domain.layers import SIGN
from signage.maps.assets import asset_bytes, asset_paths, joined_bytes, joined_paths
from signage.maps.page import map_page
from signage.maps.plan import PlanOptions, plan_page, render_plan_page
from signage.maps.texts import LANGUAGES, map_texts, plan_texts
from signage.processes import run_in_child
from signage.siting import snapping
from signage_api.plan_pages import _HALF_BOARD_M, _papers
from tests.maps.inventory import UGLY

SERVED = PlanOptions(api="/api/v1", area=4, area_name="Erfurter Kreuz", clearance_m={"in_town": 0.5})
SCRIPTS = {path: file.read_text("utf-8") for path, file in asset_paths().items() if "/plan/" in path}


def addresses(html: str) -> list[str]:
    """Everything the page's elements ask for, but the empty icon; where its links lead nobody is yet."""
    elements = re.sub(r"<a [^>]*>", "", html)
    return [found for found in re.findall(r'(?:src|href)="([^"]+)"', elements) if found != "data:,"]


def test_the_page_is_the_same_every_time_and_in_a_child_process() -> None:
    assert run_in_child(render_plan_page, SERVED.as_dict())["html"] == plan_page(SERVED) == plan_page(SERVED)


def test_the_page_asks_only_for_our_own_files_and_runs_nothing_inline() -> None:
    html = plan_page(SERVED)
    assert set(addresses(html)) <= {*asset_paths(), *joined_paths()}
    assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\s(on\w+|style)=", html)
    assert "script-src 'self';" in render_plan_page(SERVED.as_dict())["csp"]


def test_the_frame_on_the_map_is_as_large_as_what_is_printed() -> None:
    for paper, sizes in _papers()["papers"].items():
        for orientation, (across, up) in sizes.items():
            layout = layout_for((0, 0, 1, 1), scale=1000, paper=paper, orientation=orientation)
            [window] = layout.windows((0, 0, 1, 1), 1000)
            assert (window.width_mm, window.height_mm) == (across, up)


def test_the_page_is_light_before_its_data() -> None:
    html = plan_page(SERVED)
    weight = sum(len(gzip.compress(sent(path))) for path in addresses(html))
    assert weight + len(gzip.compress(html.encode())) < 180_000


def test_the_planners_scripts_travel_as_one_file_that_is_strict_as_each_of_them() -> None:
    [(path, files)] = joined_paths().items()
    assert len(files) > 40
    assert addresses(plan_page(SERVED)).count(path) == 1
    text = sent(path).decode()
    assert text.lstrip().startswith("'use strict';")
    assert all(asset_bytes(file).decode() in text for file in files)


def sent(path: str) -> bytes:
    """What the service sends at a path."""
    return joined_bytes(joined_paths().get(path) or [asset_paths()[path]])


def test_the_map_page_does_not_carry_the_planners_scripts() -> None:
    assert not re.search(r"/plan[./]", map_page(SERVED))


@pytest.mark.parametrize("name", [UGLY, "{{ 7*7 }}", "</title><script>alert(1)</script>"])
def test_an_areas_name_is_text_and_nothing_else(name: str) -> None:
    html = plan_page(replace(SERVED, area_name=name))
    assert "<img src=x" not in html
    assert "<script>alert" not in html
    assert "49" not in html.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_the_scripts_say_is_there(language: str) -> None:
    text = "".join(SCRIPTS.values())
    ours = set(re.findall(r"(?<!app\.)\bsay\('([\w.]+)'", text))
    maps = set(re.findall(r"app\.say\('(\w+)'", text))
    assert ours - set(plan_texts(language)) == set()
    assert maps - set(map_texts(language)) == set()


def test_every_column_of_a_sign_is_on_the_page() -> None:
    html = plan_page(replace(SERVED, language="en"))
    assert all(f'"name":"{column.name}","label":"{column.english}"' in html for column in SIGN.fields)


def test_the_page_snaps_with_the_board_that_the_rules_presume() -> None:
    assert _HALF_BOARD_M == snapping._BOARD_M
