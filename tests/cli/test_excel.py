"""`signage excel`: firms out as a workbook, what came back compared, and taken."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from signage.cli import main
from signage.store import Store
from tests.parts.workbooks import Page, edited
from tests.places import a_municipality, a_tenant, an_area


@pytest.fixture
def store_file(geopackage: Store) -> Path:
    a_municipality(geopackage)
    area = an_area(geopackage)
    for number, name in enumerate(("Alpha GmbH", "Beta [bold] AG"), start=1):
        a_tenant(geopackage, area, name=name, number=number, street="Weg", geometry=None)
    return Path(geopackage.url)


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["excel", *words])
    told = capsys.readouterr()
    assert (ended.value.code or 0) == code, told.err
    return told.out + told.err


def test_a_workbook_goes_out_comes_back_and_is_answered(
    store_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], geopackage: Store
) -> None:
    store, out, back, answer = (
        ("--store", str(store_file)),
        *(tmp_path / f"{n}.xlsx" for n in ("out", "back", "answer")),
    )
    assert "2 Firmen" in run(capsys, "export", str(out), "--area", "EK", *store)
    back.write_bytes(edited(out.read_bytes(), lambda page: page.put("Beta [bold] AG", Telefon="1")))
    told = run(capsys, "compare", str(back), *store)
    assert "Beta [bold] AG" in told
    assert "1 geändert, 1 unverändert." in told
    assert geopackage.read("tenant")[1]["phone"] is None
    told = run(capsys, "take", str(back), "--verdicts", str(answer), *store)
    assert "1 geändert, 1 unverändert (Änderung" in told
    assert geopackage.read("tenant")[1]["phone"] == "1"
    page = Page(openpyxl.load_workbook(BytesIO(answer.read_bytes()))["Firmen"])
    assert page.get("Beta [bold] AG", "Ergebnis") == "geändert"
    assert "1 Firma" not in run(capsys, "take", str(answer), *store)


def test_an_exported_workbook_is_replaced_and_nothing_else_is(
    store_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "out.xlsx", tmp_path / "other.xlsx"
    for _ in range(2):
        run(capsys, "export", str(out), "--store", str(store_file))
    other.write_bytes(b"eine andere Datei")
    assert "--force" in run(capsys, "export", str(other), "--store", str(store_file), code=1)
    assert other.read_bytes() == b"eine andere Datei"


def test_a_list_from_elsewhere_goes_by_its_headings(
    store_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], geopackage: Store
) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("Firma;Gewerbegebiet;Telefon\nAlpha GmbH;EK;5\nNeu KG;EK;6\n", "utf-8")
    assert "1 neu" in run(capsys, "take", str(file), "--store", str(store_file))
    phones = {row["name"]: row["phone"] for row in geopackage.read("tenant")}
    assert phones == {"Alpha GmbH": "5", "Beta [bold] AG": None, "Neu KG": "6"}
    file.write_text("A;B\nAlpha GmbH;EK\n", "utf-8")
    assert "/desk/excel" in run(capsys, "compare", str(file), "--store", str(store_file), code=1)


@pytest.mark.parametrize("words", [("--area", "Nirgendwo"), ("--municipality", "16067029")])
def test_a_place_that_is_not_there_gives_no_workbook(
    store_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    out = tmp_path / "out.xlsx"
    run(capsys, "export", str(out), *words, "--store", str(store_file), code=1)
    assert not out.exists()
