"""Text tables in the character sets and with the separators that offices use."""

from pathlib import Path

import pytest

from signage.errors import InvalidInput
from signage.formats.charsets import character_set
from signage.formats.reading import read_table
from signage.formats.text import separator_of

LIST = "Firma;Straße;Größe\nMüller & Söhne;Äußere Gräfenstraße 5;1,5\n"


def read(folder: Path, raw: bytes) -> dict[str, object]:
    (folder / "list.csv").write_bytes(raw)
    return dict(read_table(folder / "list.csv").row(0))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman"]
)
def test_umlauts_survive_every_usual_character_set(tmp_path: Path, encoding: str) -> None:
    row = read(tmp_path, LIST.encode(encoding))
    assert row == {"Firma": "Müller & Söhne", "Straße": "Äußere Gräfenstraße 5", "Größe": "1,5"}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_cuts_evenly(separator: str) -> None:
    lines = [["Firma", "Ort", "Zahl"], ["Müller, Söhne", "Gotha", "1,5"], ["B; C", "Ort", "2,5"]]
    text = "".join(separator.join(f'"{cell}"' for cell in line) + "\n" for line in lines)
    assert separator_of(text) == separator


def test_decimal_commas_do_not_make_the_comma_a_separator() -> None:
    assert separator_of("Name;x;y\nA;10,94;50,86\nB;10,95;50,87\n") == ";"


def test_a_hint_for_excel_names_the_separator_and_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("sep=|\nFirma|Ort\nA;B|Gotha\n", encoding="utf-8")
    table = read_table(tmp_path / "list.csv")
    assert (table.row(0), table.file_rows[0]) == ({"Firma": "A;B", "Ort": "Gotha"}, 3)


def test_rows_are_numbered_as_an_editor_shows_them(tmp_path: Path) -> None:
    text = 'Liste der Firmen\n\nFirma;Ort\n"A\nB";Gotha\n\nC;Ohrdruf\n'
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    table = read_table(tmp_path / "list.csv")
    assert (table.headings, list(table.file_rows)) == (("Firma", "Ort"), [4, 7])


def test_a_cell_that_starts_with_an_equals_sign_is_text(tmp_path: Path) -> None:
    assert read(tmp_path, b"Firma;Ort\n=1+1;Gotha\n")["Firma"] == "=1+1"


def test_cells_of_blanks_are_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "Firma;Ort;PLZ\nA; ;\u00a0\n".encode())["Ort"] is None


def test_a_row_with_too_many_cells_is_named(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Firma;Ort\nA;Gotha\nB;x;Gotha\n", encoding="utf-8")
    assert "3 Zellen" in read_table(tmp_path / "list.csv").faults[1]


def test_a_heading_that_comes_twice_is_told_apart(tmp_path: Path) -> None:
    assert set(read(tmp_path, b"Name;Name;\nA;B;C\n")) == {"Name", "Name (2)", "Spalte C"}


def test_a_quote_that_never_ends_is_named_by_its_line(tmp_path: Path) -> None:
    text = 'Firma;Ort\nA;Gotha\n"B;Gotha\n' + "C;Gotha\n" * 300
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="In Zeile 3 beginnt ein Anführungszeichen"):
        read_table(tmp_path / "list.csv")


def test_utf16_without_a_mark_is_known_by_its_zeros() -> None:
    assert character_set("Firma;Ort\nMüller;Gotha\n".encode("utf-16-le")) == "utf-16-le"


def test_a_long_cell_is_read_and_left_to_the_import(tmp_path: Path) -> None:
    assert len(str(read(tmp_path, b"Firma;Ort\n" + b"x" * 200_000 + b";Gotha\n")["Firma"])) == 200_000


@pytest.mark.parametrize(
    "text", [";".join(f"c{number}" for number in range(30_000)) + "\n", "A;B\n" + "x" * 11_000_000 + ";3\n"]
)
def test_a_table_beyond_all_limits_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput, match=r"Spalten|Zeile"):
        read(tmp_path, text.encode())
