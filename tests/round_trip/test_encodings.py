"""CSV lists in twenty encodings: read as they were meant, or refused in words."""

import pytest

from signage.errors import InvalidInput
from signage.services.round_trip.reading import Sheet, read_upload

GERMAN = "Müller & Söhne Großhandel;Gräfenroda\nBäckerei Überall;Österreich\nCafé Crème;Köln\n"
CZECH = "Kovárna Dvořák;Plzeň\nŽďár stroje;Třebíč\nDělnická dílna;Brno\n"
POLISH = "Żółć Sp. z o.o.;Łódź\nŚwierczyński;Kraków\n"
EVERYWHERE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
WESTERN = ("cp1252", "latin-1", "iso8859_15", "cp850", "cp437", "cp858", "mac_roman")
EASTERN = ("cp1250", "iso8859_2")
MARKED = (("utf-16-be", b"\xfe\xff"), ("utf-32-be", b"\x00\x00\xfe\xff"))
CASES = [
    *((name, b"", text) for name in EVERYWHERE for text in (GERMAN, CZECH, POLISH)),
    *((name, mark, GERMAN) for name, mark in MARKED),
    *((name, b"", GERMAN) for name in WESTERN),
    *((name, b"", text) for name in EASTERN for text in (CZECH, POLISH)),
]


@pytest.mark.parametrize(("encoding", "mark", "text"), CASES)
def test_a_list_is_read_as_it_was_meant(encoding: str, mark: bytes, text: str) -> None:
    content = mark + f"Firma;Ort\n{text}".encode(encoding)
    sheet = Sheet.from_json(read_upload(content, "liste.csv"))
    rows = [";".join(str(column[at]) for column in sheet.columns) for at in range(len(sheet))]
    assert (sheet.headings, "\n".join(rows) + "\n") == (("Firma", "Ort"), text)


@pytest.mark.parametrize("mark", [b"", b"+/v8-"])
def test_utf7_is_refused_in_words(mark: bytes) -> None:
    with pytest.raises(InvalidInput, match="UTF-7"):
        read_upload(mark + f"Firma;Ort\n{GERMAN}".encode("utf-7"), "liste.csv")


def test_a_plus_and_a_minus_are_no_utf7() -> None:
    sheet = Sheet.from_json(read_upload(b"Firma;Telefon\nA+B-Bau;+49-3628-1\n", "liste.csv"))
    assert sheet.columns[1] == ["+49-3628-1"]
