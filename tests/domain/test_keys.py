"""Keys that people write, and what is said of those that mean nothing."""

import pytest

from signage.domain.keys import find_area
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


def test_a_list_that_is_named_whole_counts_nothing() -> None:
    assert listed(["A", "B"], 2) == "A, B"
    assert listed(["A", "B", "C"], 2).english == "A, B and 1 more"


def test_one_of_a_thing_is_not_spoken_of_as_several() -> None:
    assert [counted(number, "Zeile", "Zeilen") for number in (0, 1, 2)] == ["0 Zeilen", "1 Zeile", "2 Zeilen"]
