"""Archives of codes: files, names and the table that goes with them."""

import csv
import hashlib
import zipfile
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import pytest

from signage.artwork.archive import COLUMNS, archive
from signage.artwork.label import Label
from signage.codes.matrix import matrix
from signage.codes.outline import svg_paths
from signage.errors import InvalidInput
from tests.artwork.samples import a_label, labels


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(content))


def manifest_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(opened(content).read("manifest.csv").decode("utf-8"), newline="")))


def test_each_code_is_one_svg_named_by_number_and_code() -> None:
    wanted = list(labels(3))
    names = [f"{label.number}_{label.token}.svg" for label in wanted]
    assert opened(archive(wanted)).namelist() == [*names, "manifest.csv"]


def test_an_svg_shows_the_code_of_its_address_with_its_caption() -> None:
    label = a_label()
    svg = ET.fromstring(opened(archive([label])).read(f"EK-012_{label.token}.svg"))
    paths = [path.get("d") for path in svg.iter("{http://www.w3.org/2000/svg}path")]
    texts = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert paths[1] == next(svg_paths([matrix(label.address)]))
    assert texts == list(label.caption)


def test_the_manifest_names_every_file_with_its_hash() -> None:
    content = archive(labels(5), size_mm=100)
    for row, label in zip(manifest_of(content), labels(5), strict=True):
        assert tuple(row) == COLUMNS
        assert (row["code"], row["address"]) == (label.token, label.address)
        assert (row["number"], row["area"]) == (label.number, label.area_name)
        assert row["sha256"] == hashlib.sha256(opened(content).read(row["file"])).hexdigest()


def test_the_address_for_an_nfc_tag_is_the_very_one_of_the_code_beside_it() -> None:
    content = archive(labels(3))
    for row in manifest_of(content):
        svg = ET.fromstring(opened(content).read(row["file"]))
        drawn = [path.get("d") for path in svg.iter("{http://www.w3.org/2000/svg}path")]
        assert drawn[1] == next(svg_paths([matrix(row["address"])]))
        assert row["address"].endswith(row["code"])


@pytest.mark.parametrize("number", ["../../etc/passwd", "EK/012", 'a"b:c*', "...", "", "\x00"])
def test_no_sign_number_makes_a_dangerous_file_name(number: str) -> None:
    name = opened(archive([a_label(number=number)])).namelist()[0]
    assert not set(name.removesuffix(".svg")) & set('./\\:*"\x00')
    assert name.endswith(f"{a_label().token}.svg")


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+49", "-1"])
def test_a_name_that_looks_like_a_formula_is_text_in_the_manifest(name: str) -> None:
    assert manifest_of(archive([a_label(area_name=name)]))[0]["area"] == f"'{name}"


def test_a_name_with_commas_quotes_and_umlauts_comes_back_as_it_was() -> None:
    name = 'Hörselgau, "Süd"\nund Київ'
    assert manifest_of(archive([a_label(area_name=name)]))[0]["area"] == name


def test_the_same_labels_give_the_same_bytes() -> None:
    assert archive(labels(20)) == archive(labels(20))


def test_progress_ends_with_all_codes() -> None:
    told: list[int] = []
    archive(labels(260), progress=told.append)
    assert told == [250, 260]


@pytest.mark.parametrize(
    ("wanted", "words"), [([], "keinen Code zu zeichnen"), ([a_label(), a_label()], "kommt zweimal vor")]
)
def test_nothing_and_doubles_are_refused(wanted: list[Label], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        archive(wanted)


def test_a_code_too_small_to_print_is_refused() -> None:
    with pytest.raises(InvalidInput, match="feiner als"):
        archive([a_label()], size_mm=5)
