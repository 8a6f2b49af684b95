"""Cells as people and spreadsheets write them."""

from datetime import date
from typing import Any

import pytest

from signage.domain.layers import AREA, MUNICIPALITY, SIGN, TENANT, Layer
from signage.errors import InvalidInput, Said
from signage.formats.formulas import UNCALCULATED
from signage.services.importing.addresses import split_place, split_street
from signage.services.importing.cells import CLEAR, Mended, RefusedCell
from signage.services.importing.mojibake import undo_mojibake
from signage.services.importing.numbers import number_in
from signage.services.importing.values import reader_of, tidy
from signage.services.values import check_values


def read(layer: Layer, field: str, cell: Any, **options: bool) -> Any:
    return reader_of(layer.field(field), **options)(cell)


def refused(layer: Layer, field: str, cell: Any) -> str:
    with pytest.raises(RefusedCell) as error:
        read(layer, field, cell)
    return f"{error.value.problem} {error.value.advice}"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("01.04.2026", date(2026, 4, 1)),
        ("1.4.26", date(2026, 4, 1)),
        ("1. 4. 1998", date(1998, 4, 1)),
        ("2026-04-01", date(2026, 4, 1)),
        ("2026-04-01T00:00:00", date(2026, 4, 1)),
        ("2026/04/01", date(2026, 4, 1)),
        (46113, date(2026, 4, 1)),
        ("1.4.98", date(1998, 4, 1)),
    ],
)
def test_dates_are_read_as_germans_programs_and_excel_write_them(cell: Any, value: date) -> None:
    assert read(TENANT, "valid_from", cell) == value


def test_a_formula_without_a_result_is_named_with_what_to_do() -> None:
    assert "Formel ohne gespeichertes Ergebnis oder ein Fehlerwert wie #NV. Öffnen Sie" in refused(
        TENANT, "name", UNCALCULATED
    )


@pytest.mark.parametrize("cell", ["04/2026", "4.2026", "2026"])
def test_a_date_without_a_day_is_taken_with_a_remark(cell: str) -> None:
    value = read(TENANT, "confirmed_on", cell)
    assert isinstance(value, Mended)
    assert value.value in (date(2026, 4, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("01.01.2108", "Jahr 2108"),
        ("1025-03-01", "Jahr 1025"),
        ("31.02.2026", "gibt es nicht"),
        ("bald", "kein Datum"),
    ],
)
def test_days_that_cannot_be_are_questioned(cell: str, words: str) -> None:
    assert words in refused(TENANT, "valid_from", cell)


def test_a_year_with_swapped_figures_comes_with_a_proposal() -> None:
    assert "Meinten Sie 2018?" in refused(TENANT, "valid_from", "01.01.2108")


def test_the_end_of_time_is_an_open_end() -> None:
    assert read(TENANT, "valid_to", "31.12.9999") is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (7629, "07629"),
        (7629.0, "07629"),
        ("7629.0", "07629"),
        ("D-99867", "99867"),
        (" 99867 ", "99867"),
        ("A-1010", "A-1010"),
    ],
)
def test_postcodes_get_back_what_spreadsheets_took(cell: Any, value: str) -> None:
    assert read(TENANT, "postcode", cell) == value


@pytest.mark.parametrize("cell", ["123456", "99"])
def test_a_postcode_has_five_figures(cell: str) -> None:
    assert "5 Ziffern" in refused(TENANT, "postcode", cell)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("50,86", 50.86), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("5 635 000,25", 5635000.25),
        ("4.425.732", 4425732.0), ("-3", -3.0), ("1.5", 1.5), ("x", None), ("", None), ("1.2.3,4,5", None),
    ],
)  # fmt: skip
def test_numbers_are_read_in_german_and_english(text: str, number: float | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("height_m", "2,25 m", 2.25), ("height_m", "225 cm", 2.25), ("width_mm", "1,20 m", 1200.0),
        ("height_m", 2, 2.0), ("bearing_deg", "NO", 45.0), ("bearing_deg", "W", 270.0),
        ("bearing_deg", "SSE", 157.5), ("bearing_deg", "360°", 0.0),
    ],
)  # fmt: skip
def test_measures_may_carry_their_unit(field: str, cell: Any, value: float) -> None:
    assert read(SIGN, field, cell) == value


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("height_m", "2,25 kg"),
        ("height_m", 225),
        ("height_m", "hoch"),
        ("bearing_deg", 400),
        ("height_m", "nan"),
    ],
)
def test_numbers_beyond_the_possible_are_refused(field: str, cell: Any) -> None:
    assert refused(SIGN, field, cell)


@pytest.mark.parametrize(
    ("cell", "value"), [("12.345", 12345), (12345.0, 12345), ("12 345", 12345), ("0", 0)]
)
def test_whole_numbers_may_have_points(cell: Any, value: int) -> None:
    assert read(MUNICIPALITY, "population", cell) == value


def test_half_an_inhabitant_is_refused() -> None:
    assert "ganze Zahl" in refused(MUNICIPALITY, "population", "12,5")


@pytest.mark.parametrize(
    ("cell", "value"), [("ja", True), ("X", True), (True, True), ("nein", False), (0, False), ("TRUE", True)]
)
def test_yes_and_no_have_many_forms(cell: Any, value: bool) -> None:
    assert read(SIGN, "lorries_fit", cell) is value


def test_perhaps_is_neither_yes_nor_no() -> None:
    assert "ja oder nein" in refused(SIGN, "lorries_fit", "vielleicht")


@pytest.mark.parametrize(
    "cell", ["1700", 1700, "GE", "Gewerbegebiet", "Gewerbegebiet (GE)", "commercial area", "commercial"]
)
def test_a_choice_is_read_by_code_word_or_short_form(cell: Any) -> None:
    assert read(AREA, "kind", cell) == "1700"


def test_an_unknown_choice_names_the_known_ones() -> None:
    assert "1800 (Industriegebiet (GI))" in refused(AREA, "kind", "Wiese")


@pytest.mark.parametrize(
    ("cell", "value"),
    [(6632002, "06632002"), ("16067029.0", "16067029"), ("160670029029", "16067029"), ("Gotha", "Gotha")],
)
def test_keys_of_municipalities_are_mended_and_names_kept(cell: Any, value: str) -> None:
    assert read(SIGN, "municipality", cell) == value


def test_a_municipality_itself_needs_a_true_key() -> None:
    assert "16067029" in refused(MUNICIPALITY, "ags", "Gotha")


@pytest.mark.parametrize(
    "text", ["<b>Müller</b> & Söhne", "${alert(1)}", "{{ 7*7 }}", "=1+1", "شركة النور", "O'Neill"]
)
def test_markup_stays_the_text_that_it_is(text: str) -> None:
    assert read(TENANT, "name", text) == text


@pytest.mark.parametrize("text", ["A\x00B", "A\x07B", "\x1b[31mA"])
def test_control_characters_are_refused(text: str) -> None:
    assert "Steuerzeichen" in refused(TENANT, "name", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [(" A  B ", "A B"), ("A\nB\tC", "A B C"), ("\u00a0", None), ("Mu\u0308ller", "Müller"), ("'=1", "=1")],
)
def test_text_is_tidied(text: str, value: str | None) -> None:
    assert tidy(text) == value


def test_text_too_long_is_told_with_its_length() -> None:
    assert "201 Zeichen, erlaubt sind 200" in refused(TENANT, "name", "x" * 201)


@pytest.mark.parametrize("text", ["MÃ¼ller & SÃ¶hne", "StraÃŸe 5", "CafÃ©", "Ã„rzte", "10 â‚¬"])
def test_text_decoded_wrongly_is_noticed_and_mended_on_demand(text: str) -> None:
    meant = undo_mojibake(text)
    assert meant is not None
    assert f"gemeint ist wohl »{meant}«" in refused(TENANT, "name", text)
    assert read(TENANT, "name", text, repair=True) == meant


@pytest.mark.parametrize("text", ["São Paulo", "Ångström", "Citroën", "Škoda", "Größe", "ÄÖÜ"])
def test_foreign_names_are_not_taken_for_broken(text: str) -> None:
    assert read(TENANT, "name", text) == text


def test_lost_characters_cannot_be_mended() -> None:
    assert "verloren gegangen" in refused(TENANT, "name", "M\ufffdller")


@pytest.mark.parametrize("cell", ["-", "–", " - "])
def test_a_hyphen_empties_a_field(cell: str) -> None:
    assert read(TENANT, "phone", cell) is CLEAR


def test_a_house_number_that_excel_made_a_date_is_asked_for() -> None:
    assert "gemeint ist wohl 1-3" in refused(TENANT, "house_number", "2026-03-01")


def test_a_telephone_number_that_excel_took_for_a_number_gets_its_zero_back() -> None:
    assert read(TENANT, "phone", 3628123).value == "03628123"
    assert read(TENANT, "phone", "+49 3628 123") == "+49 3628 123"


def test_a_web_address_carries_out_nothing() -> None:
    assert "keine Internetadresse" in refused(TENANT, "web", "javascript:alert(1)")
    assert read(TENANT, "web", "www.example.org") == "www.example.org"


@pytest.mark.parametrize("text", ["keine", "user@example.de", "www.a.de und www.b.de", "https://", "a\\b.de"])
def test_what_is_no_web_address_at_the_service_is_none_in_a_file(text: str) -> None:
    mended = read(TENANT, "web", text)
    assert mended.value is None
    assert "wurde weggelassen" in mended.remark
    with pytest.raises(InvalidInput):
        check_values(TENANT, {"web": text})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hauptstr. 5a", ("Hauptstr.", "5a")),
        ("Am Alten Markt 12 - 14", ("Am Alten Markt", "12-14")),
        ("Straße des 17. Juni 135", ("Straße des 17. Juni", "135")),
        ("Straße des 17. Juni", None),
        ("Industriestraße", None),
        ("Weg 5", None),
        ("5", None),
    ],
)
def test_a_house_number_is_taken_off_its_street(text: str, parts: tuple[str, str] | None) -> None:
    assert split_street(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("99867 Gotha", ("99867", "Gotha")),
        ("D-99867 Gotha OT Siebleben", ("99867", "Gotha OT Siebleben")),
        ("Gotha", None),
    ],
)
def test_a_postcode_is_taken_off_its_place(text: str, parts: tuple[str, str] | None) -> None:
    assert split_place(text) == parts


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x00", "\x9f"])
def test_marks_that_turn_the_text_round_are_refused(mark: str) -> None:
    assert "unsichtbar" in refused(TENANT, "name", f"Muster{mark} GmbH")


@pytest.mark.parametrize("cell", ["ABCDE", "siehe unten", "k. A.", "9986X"])
def test_a_postcode_of_letters_is_refused_with_advice(cell: str) -> None:
    assert "fünf Ziffern" in refused(TENANT, "postcode", cell)


@pytest.mark.parametrize("cell", ["9933", "4109"])
def test_a_postcode_of_four_figures_gets_its_zero_with_a_note(cell: str) -> None:
    found = read(TENANT, "postcode", cell)
    assert (found.value, f"0{cell}" in found.remark) == (f"0{cell}", True)


@pytest.mark.parametrize(("field", "cell"), [("email", "info.example.de"), ("phone", "auf Anfrage")])
def test_contacts_that_are_none_are_left_out_with_a_note(field: str, cell: str) -> None:
    found = read(TENANT, field, cell)
    assert found.value is None
    assert "weggelassen" in found.remark


@pytest.mark.parametrize("cell", ["46.73.0", "C 25.1", "46739", "G", "01.1"])
def test_codes_of_the_classification_are_taken_as_they_are(cell: str) -> None:
    assert read(TENANT, "wz_code", cell) == cell


@pytest.mark.parametrize("cell", ["Handel", "1.11", "46,73"])
def test_what_is_no_code_of_the_classification_is_remarked(cell: str) -> None:
    found = read(TENANT, "wz_code", cell)
    assert (found.value, "WZ-Code" in found.remark) == (cell, True)


@pytest.mark.parametrize(
    ("name", "cell", "english"),
    [
        ("name", UNCALCULATED, "without a stored result"),
        ("name", "x" * 999, "999 characters"),
        ("postcode", "123456", "is no postcode"),
        ("house_number", "2026-05-03", "3-5 seems to be meant"),
        ("is_person", "vielleicht", "neither yes nor no"),
        ("valid_to", "gestern", "is no date"),
        ("valid_to", "30.02.2026", "There is no day"),
        ("valid_to", "01.01.1492", "cannot be right"),
        ("lorry_height_m", "hoch", "is no number"),
        ("lorry_height_m", "99999", "out of what is allowed"),
        ("legal_basis", "Bauchgefühl", "is no known value"),
        ("web", "javascript:alert(1)", "is no web address"),
    ],
)
def test_what_is_wrong_with_a_cell_is_said_in_english_too(name: str, cell: Any, english: str) -> None:
    with pytest.raises(RefusedCell) as refused_:
        reader_of(TENANT.field(name))(cell)
    assert isinstance(refused_.value.problem, Said)
    assert english in refused_.value.problem.english
    assert english not in refused_.value.problem
    assert isinstance(refused_.value.advice, Said)
    assert refused_.value.advice.english != refused_.value.advice
