"""The scripts of our own: no way from data to markup, nothing a policy would have to allow."""

import hashlib
import re
from pathlib import Path

import pytest

from signage.domain import words
from signage.maps.assets import asset_bytes, asset_paths

OWN = [file for file in asset_paths().values() if file.suffix == ".js" and "vendor" not in file.parts]


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_a_script_has_no_way_to_make_markup_of_text(file: Path) -> None:
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc"
    assert not re.search(ways, file.read_text("utf-8"))


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_a_script_is_strict_and_can_stand_inside_a_page(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "'use strict';" in text
    assert "</script" not in text.lower()
    assert "<!--" not in text


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_a_script_names_no_host(file: Path) -> None:
    links = set(re.findall(r"https?://[\w.]+", file.read_text("utf-8")))
    assert links <= {"https://leafletjs.com"}


def keys_of(table: str) -> set[str]:
    """The keys of a table in style.js."""
    style = next(file for file in OWN if file.name == "style.js").read_text("utf-8")
    [body] = re.findall(rf"const {table} = {{(.*?)^  }};", style, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^ {4}(\w+):", body, re.MULTILINE))


def test_every_sign_type_has_its_pictogram_and_every_family_its_shape() -> None:
    assert keys_of("PICTOGRAMS") == set(words.SIGN_TYPES)
    assert keys_of("FAMILY") == set(words.FAMILIES)


def test_every_class_of_road_is_drawn() -> None:
    assert keys_of("ROADS") == set(words.ROAD_CLASSES)


def test_leaflet_is_the_published_file_with_its_licence() -> None:
    folder = next(file for file in asset_paths().values() if file.name == "leaflet.js").parent
    assert "Leaflet 1.9.4" in (folder / "leaflet.js").read_text("utf-8")[:200]
    assert "BSD 2-Clause" in (folder / "LICENSE").read_text("utf-8")


def test_what_is_sent_of_a_script_is_its_code_on_the_same_lines(tmp_path: Path) -> None:
    script = next(file for file in OWN if file.name == "source.js")
    sent, kept = asset_bytes(script).decode(), script.read_text("utf-8")
    assert "Where the shapes come from" in kept
    assert "Where the shapes come from" not in sent
    code = [
        (at, line)
        for at, line in enumerate(kept.split("\n"))
        if line.strip().startswith(("const ", "if (", "return "))
    ]
    assert all(sent.split("\n")[at] == line for at, line in code)
    assert "/** @type" in asset_bytes(next(file for file in OWN if file.name == "symbols.js")).decode()


def test_protomaps_is_the_published_file_with_the_licences_of_all_it_bundles() -> None:
    file = next(file for file in asset_paths().values() if file.name == "protomaps-leaflet.js")
    assert hashlib.sha256(file.read_bytes()).hexdigest().startswith("26af014f7b1af308")
    licence = (file.parent / "LICENSE").read_text("utf-8")
    for part in (
        "Protomaps LLC",
        "pmtiles",
        "vector-tile",
        "pbf",
        "fflate",
        "rbush",
        "quickselect",
        "color2k",
    ):
        assert part in licence
