"""Which column of a file is which field."""

from typing import Any

import pytest

from signage.domain.layers import AREA, LAYERS, MUNICIPALITY, SIGN, TENANT, Layer
from signage.domain.names import fold_heading
from signage.errors import InvalidInput
from signage.services.importing.headings import MORE, Columns, recognise


def read(layer: Layer, *headings: str, **mapping: str) -> Columns:
    return recognise(layer, headings, mapping)


def meaning(layer: Layer, *headings: str) -> dict[str, str]:
    found = read(layer, *headings)
    return {headings[place]: name for name, places in found.fields.items() for place in places}


@pytest.mark.parametrize(
    "headings",
    [
        ("Firma", "Straße", "PLZ", "Ort", "Gewerbegebiet"),
        ("FIRMENNAME", "Strasse", "Postleitzahl", "Stadt", "GE-Gebiet"),
        ("name", "street", "postcode", "place", "area"),
        ("Company", "addr:street", "ZIP", "City", "commercial area"),
    ],
)
def test_german_english_and_open_data_headings_mean_the_same(headings: tuple[str, ...]) -> None:
    found = meaning(TENANT, *headings)
    assert [found[heading] for heading in headings] == ["name", "street", "postcode", "place", "area"]


def test_the_firm_goes_before_the_contacts_name() -> None:
    columns = read(TENANT, "Name", "Firma", "PLZ")
    assert columns.fields["name"] == (1,)
    assert "»Name«" in columns.notes[0]
    assert "--map" in columns.notes[0]


def test_a_name_alone_is_the_firms() -> None:
    assert meaning(TENANT, "Name", "PLZ")["Name"] == "name"


def test_a_place_is_the_firms_post_town_but_the_signs_municipality() -> None:
    assert meaning(TENANT, "Firma", "Ort") == {"Firma": "name", "Ort": "place"}
    assert meaning(SIGN, "Nummer", "Ort") == {"Nummer": "number", "Ort": "municipality"}


def test_both_places_find_their_field() -> None:
    found = meaning(TENANT, "Firma", "Gemeinde", "Ort")
    assert (found["Gemeinde"], found["Ort"]) == ("municipality", "place")


@pytest.mark.parametrize(
    ("east", "north"),
    [
        ("Rechtswert", "Hochwert"),
        ("X", "Y"),
        ("lon", "lat"),
        ("Längengrad", "Breitengrad"),
        ("Ostwert", "Nordwert"),
    ],
)
def test_positions_are_known_by_many_names(east: str, north: str) -> None:
    columns = read(TENANT, north, "Firma", east)
    assert (columns.position["x"], columns.position["y"]) == (2, 0)


def test_a_signs_width_is_no_latitude_unless_a_longitude_stands_by() -> None:
    assert meaning(SIGN, "Nummer", "Breite")["Breite"] == "width_mm"
    columns = read(SIGN, "Nummer", "Länge", "Breite")
    assert (columns.position["x"], columns.position["y"]) == (1, 2)


def test_a_mapping_goes_before_everything() -> None:
    columns = recognise(TENANT, ["Firma", "Bezeichner", "Notiz"], {"Bezeichner": "name", "Notiz": ""})
    assert columns.fields["name"] == (1,)
    assert "note" not in columns.fields


def test_a_mapping_may_use_the_german_title() -> None:
    assert "lorry_note" in recognise(TENANT, ["Firma", "Rampe"], {"Rampe": "Hinweis für Lkw"}).fields


@pytest.mark.parametrize("mapping", [{"Nix": "name"}, {"Firma": "nix"}])
def test_a_wrong_mapping_names_what_there_is(mapping: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match=r"es gibt: Firma|^Das Feld 'nix' gibt es nicht; bekannt: "):
        recognise(TENANT, ["Firma"], mapping)


def test_unknown_columns_are_reported_in_the_files_order() -> None:
    assert read(TENANT, "zzz", "Firma", "Lieblingsfarbe").unrecognised == ("zzz", "Lieblingsfarbe")


def test_the_stores_own_columns_are_not_taken_from_a_file() -> None:
    columns = read(AREA, "id", "name", "version", "changed_at", "Ergebnis", "Was ist zu tun")
    assert set(columns.fields) == {"name"}
    assert (columns.own["id"], columns.unrecognised) == (0, ())


def test_a_foreign_id_is_a_key_of_the_source_and_a_weak_one() -> None:
    columns = read(SIGN, "id", "facing")
    assert columns.fields["source_id"] == (0,)
    assert (columns.own, columns.weak_key) == ({}, True)


def test_several_columns_of_open_data_feed_one_field_best_first() -> None:
    assert read(TENANT, "craft", "name", "shop").fields["activity"] == (2, 0)


def test_municipalities_are_known_by_the_words_of_the_survey_office() -> None:
    assert meaning(MUNICIPALITY, "AGS", "GEN", "EWZ") == {"AGS": "ags", "GEN": "name", "EWZ": "population"}


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.name)
def test_every_field_is_known_by_its_own_names(layer: Layer) -> None:
    for field in layer.editable.values():
        for heading in (field.name, field.german):
            found = read(layer, heading)
            taken: dict[str, Any] = {**found.fields, **found.position}
            assert field.name in taken, heading


def test_words_of_open_data_feed_fields_that_exist() -> None:
    for layer, fields in MORE.items():
        assert set(fields) <= set(LAYERS[layer].editable)
        assert all(fold_heading(word) for words in fields.values() for word in words)


def test_headings_decoded_wrongly_are_understood() -> None:
    assert set(read(TENANT, "Firma", "StraÃŸe", "TÃ¤tigkeit").fields) == {"name", "street", "activity"}
