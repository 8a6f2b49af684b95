"""The file of an operator's statements is read whole, or its fault is named."""

from datetime import date
from pathlib import Path

import pytest

from signage.errors import InvalidInput
from signage.services.legal import Statements, read_statements
from tests.house.tree import ROOT

FILE = """
[imprint]
provider = ["Landratsamt Muster", "Hauptstraße 1", "99310 Muster"]
vat = "DE123456789"

[privacy]
log_days = 7
report_months = 12

[accessibility]
status = "partly"
checked_on = 2026-03-01
gaps = ["Ältere Fotos haben keine Beschreibung."]
"""


def written(folder: Path, text: str) -> str:
    path = folder / "legal.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_fields_become_lines_numbers_and_days(tmp_path: Path) -> None:
    said = read_statements(written(tmp_path, FILE))
    assert said.imprint.provider == ("Landratsamt Muster", "Hauptstraße 1", "99310 Muster")
    assert said.imprint.vat == ("DE123456789",)
    assert said.privacy.log_days == 7
    assert (said.accessibility.status, said.accessibility.checked_on) == ("partly", date(2026, 3, 1))


def test_the_example_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "visitor.md").read_text("utf-8")
    said = read_statements(written(tmp_path, page.partition("```toml\n")[2].partition("```")[0]))
    assert said.privacy.log_days == 7
    assert said.accessibility.enforcement


def test_without_a_file_nothing_is_stated() -> None:
    assert read_statements("") == Statements()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[imprnt]\n", "imprnt"),
        ("[imprint]\nprovder = 'x'\n", r"imprint\.provder.*provider"),
        ("[imprint]\nprovider = 3\n", "Liste von Zeilen"),
        ("imprint = 3\n", "eine Tabelle"),
        ("[privacy]\nlog_days = -1\n", "Zahl von Tagen"),
        ("[privacy]\nlog_days = true\n", "Zahl von Tagen"),
        ("[accessibility]\nstatus = 'good'\n", "good.*fully, partly, not"),
        ("[accessibility]\nchecked_on = 2026-03-01T10:00:00\n", "ein Tag wie"),
        ("[accessibility]\nlaw = ['a']\n", "law"),
        ("[imprint\n", "nicht lesbar"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        read_statements(written(tmp_path, text))


@pytest.mark.parametrize("deep", ["[" * 5000, "{a=" * 5000])
def test_a_file_that_is_nested_without_end_is_named(tmp_path: Path, deep: str) -> None:
    with pytest.raises(InvalidInput, match=r"legal\.toml"):
        read_statements(written(tmp_path, f"[imprint]\nprovider = {deep}"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.toml"):
        read_statements(str(tmp_path / "none.toml"))
