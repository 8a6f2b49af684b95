"""In which system numbers are: told by their size and by where they lie."""

import re

import numpy as np
import pyproj
import pytest
from numpy.typing import NDArray

from signage.errors import InvalidInput
from signage.formats import crs

LON, LAT = 10.9436, 50.8638  # Erfurter Kreuz


def there(system: str, count: int = 1) -> crs.Points:
    transform = pyproj.Transformer.from_crs("EPSG:4326", system, always_xy=True).transform
    return np.array([transform(LON, LAT)] * count)


def near(points: crs.Points) -> NDArray[np.bool_]:
    """Which points lie within 1 km of the Erfurter Kreuz."""
    return np.asarray(np.hypot(*(points - there("EPSG:25832")).T) < 1000)


@pytest.mark.parametrize(
    "system", [system.crs for system in crs.SYSTEMS if system.family not in ("strip2", "strip5")]
)
def test_every_system_is_told_by_its_numbers_or_by_a_look_alike(system: str) -> None:
    decision = crs.decide(there(system), stated=None, inside=near, state="16")
    families = {known.crs: known.family for known in crs.SYSTEMS}
    assert families[decision.crs] == families[system]
    assert near(crs.transform(there(system), decision.crs))[0]


def test_the_old_systems_of_the_east_come_first_there_only() -> None:
    points = there("EPSG:31468")
    assert crs.decide(points, stated=None, inside=near, state="16").crs == "EPSG:3397"
    assert crs.decide(points, stated=None, inside=near, state="06").crs == "EPSG:31468"


def test_look_alikes_are_named_with_their_shift() -> None:
    note = crs.decide(there("EPSG:31468"), stated=None, inside=near, state="06").note
    assert "EPSG:2398" in note
    assert re.search(r"EPSG:2398 .* um 5\d\d m", note)


def test_a_stated_system_is_believed_where_it_can_be_true() -> None:
    decision = crs.decide(there("EPSG:25832"), stated="EPSG:25832", inside=near, state="16")
    assert decision == crs.Decision("EPSG:25832")
    elsewhere = np.array([[500_000.0, 5_635_000.0]])
    assert crs.decide(elsewhere, stated="EPSG:25833", inside=near, state="16").crs == "EPSG:25833"


def test_a_label_that_the_numbers_rule_out_is_noted() -> None:
    decision = crs.decide(there("EPSG:25832"), stated="EPSG:4326", inside=near, state="16")
    assert decision.crs == "EPSG:25832"
    assert "nennt EPSG:4326" in decision.note


def test_swapped_axes_are_proposed_never_assumed() -> None:
    swapped = there("EPSG:4326")[:, ::-1]
    decision = crs.decide(swapped, stated=None, inside=near, state="16")
    assert not decision.swapped
    (ways,) = crs.proposals(swapped, decision, inside=near)
    assert ways[0][0] == crs.Decision("EPSG:4326", swapped=True)


@pytest.mark.parametrize(
    ("system", "words"),
    [("EPSG:25832", "Rechts- und Hochwert sind"), ("EPSG:4326", "Länge und Breite sind")],
)
@pytest.mark.parametrize("stated", [None, "EPSG:25832"])
def test_a_file_with_swapped_axes_throughout_is_told_so(system: str, words: str, stated: str | None) -> None:
    swapped = there(system, 3)[:, ::-1]
    note = crs.decide(swapped, stated=stated, inside=near, state="16").note
    assert note.startswith(f"{words} in der ganzen Datei vertauscht")
    assert f'--crs "{system} vertauscht"' in note


def test_a_look_alike_in_the_same_place_is_no_alternative() -> None:
    for system in crs.SYSTEMS:
        assert " um 0 m" not in crs.decide(there(system.crs), stated=None, inside=near, state="16").note


def test_a_person_may_name_a_system_with_swapped_axes() -> None:
    assert crs.read_crs("31468 vertauscht") == crs.Decision("EPSG:31468", swapped=True)
    assert crs.read_crs("EPSG:4647") == crs.Decision("EPSG:4647")


def test_an_unknown_system_is_an_error_in_words() -> None:
    with pytest.raises(InvalidInput, match="unbekannt"):
        crs.read_crs("EPSG:99")


def test_germany_ends_where_it_ends() -> None:
    hansbeke = crs.transform(np.array([[3.53, 51.07]]), "EPSG:4326")
    assert list(crs.in_germany(np.vstack([there("EPSG:25832"), hansbeke]))) == [True, False]


def test_what_was_assumed_is_said_in_english_too() -> None:
    assumed = crs.decide(there("EPSG:31468"), stated=None, inside=near, state="16").note
    assert "Gauss-Krüger zone 4" in assumed.english
    assert re.search(r"EPSG:\d+ \(.*\) by \d+ m", assumed.english)
    ruled_out = crs.decide(there("EPSG:31468"), stated="EPSG:4326", inside=near, state="16").note
    assert ruled_out.english.startswith("The file names EPSG:4326, but the numbers are ")
    turned = crs.decide(there("EPSG:31468")[:, ::-1], stated=None, inside=near, state="16").note
    assert turned.english.startswith("Easting and northing are swapped")
