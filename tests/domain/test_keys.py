"""Keys that people write, and what is said of those that mean nothing."""

import pytest

from signage.domain.keys import find_area, free_key, id_in, short_key
from signage.domain.names import counted, listed
from signage.errors import NotFound

AREAS = [(at, None, name) for at, name in enumerate(("Erfurter Kreuz", "Gotha-Süd", "Ohrdruf"), start=1)]


def test_an_area_that_is_not_there_brings_up_those_that_sound_alike() -> None:
    with pytest.raises(NotFound, match=r"ähnlich heißt: Erfurter Kreuz$"):
        find_area(AREAS, "Erfuter Kreutz")


def test_a_long_list_of_areas_says_how_many_it_leaves_out() -> None:
    many = [*AREAS, *((at, None, f"Gebiet {at}") for at in range(4, 14))]
    with pytest.raises(NotFound, match=r"bekannt: Erfurter Kreuz, .* und 5 weitere$"):
        find_area(many, "Quatsch")


def test_known_areas_are_named_with_the_keys_that_one_may_type() -> None:
    with pytest.raises(NotFound) as error:
        find_area([(1, "EK", "Erfurter Kreuz"), (2, None, "Ohrdruf")], "XX")
    assert str(error.value) == "Das Gewerbegebiet 'XX' gibt es nicht; bekannt: Erfurter Kreuz (EK), Ohrdruf"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Erfurter Kreuz", "EK"),
        ("Thörey", "TH"),
        ("Am Feldrain 2", "AF2"),
        ("Gotha-Süd", "GS"),
        ("Über den Wiesen an der Apfelstädt", "UDWA"),
        ("Gewerbepark 12", "GE12"),
        ("…", ""),
    ],
)
def test_a_short_key_is_made_of_the_name(name: str, key: str) -> None:
    assert short_key(name) == key


def test_a_key_that_is_taken_gets_the_lowest_free_figure() -> None:
    assert free_key("EK", {"TH"}, longest=20) == "EK"
    assert free_key("EK", {"ek", "EK2"}, longest=20) == "EK3"
    assert free_key("ABCDEF", {"ABCDEF"}, longest=6) == "ABC2"


def test_a_list_that_is_named_whole_counts_nothing() -> None:
    assert listed(["A", "B"], 2) == "A, B"
    assert listed(["A", "B", "C"], 2).english == "A, B and 1 more"


def test_one_of_a_thing_is_not_spoken_of_as_several() -> None:
    assert [counted(number, "Zeile", "Zeilen") for number in (0, 1, 2)] == ["0 Zeilen", "1 Zeile", "2 Zeilen"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("007", 7), ("999999999", 999999999), ("1000000000", None), ("", None), ("-1", None),
     (" 1", None), ("1.0", None), ("²", None), ("١٢", None), ("true", None)],
)  # fmt: skip
def test_an_id_is_plain_digits_that_every_store_can_hold(text: str, number: int | None) -> None:
    assert id_in(text) == number
