"""Official addresses: loaded from files as offices give them, found as people type them."""

from pathlib import Path

import pytest

from signage.errors import InvalidInput
from signage.services.addresses import address_called, count_addresses, find_addresses, load_addresses
from signage.store import Store

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
LINES = (
    "Straße;Hausnummer;PLZ;Ort;X;Y",
    "Thöreyer Straße;5;99334;Amt Wachsenburg;640500;5635500",
    "Thöreyer Straße;5a;99334;Amt Wachsenburg;640510;5635500",
    "Thöreyer Straße;10;99334;Amt Wachsenburg;640600;5635500",
    "Thöreyer Straße;5;99867;Gotha;620000;5640000",
    f"{HOSTILE};1;99334;Ichtershausen;640700;5635500",
    "Am Kreuz;;99334;Amt Wachsenburg;640800;5635500",
    "Am Kreuz;2;99334;Amt Wachsenburg;;",
)


@pytest.fixture
def known(store: Store, tmp_path: Path) -> Store:
    load_addresses(store, a_file(tmp_path, *LINES))
    return store


def a_file(folder: Path, *lines: str, name: str = "hk.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding)
    return path


def test_lines_with_street_number_and_place_are_taken(store: Store, tmp_path: Path) -> None:
    done = load_addresses(store, a_file(tmp_path, *LINES, encoding="cp1252"))
    assert (done.source, done.stored, done.replaced, done.left_out) == ("hk", 5, 0, 2)
    [first, *_] = find_addresses(store, "Thöreyer Straße 5")
    assert (first.street, first.east_m, first.north_m) == ("Thöreyer Straße", 640500, 5635500)


def test_the_next_edition_takes_the_place_of_the_last(known: Store, tmp_path: Path) -> None:
    done = load_addresses(known, a_file(tmp_path, *LINES[:2]))
    assert (done.stored, done.replaced, count_addresses(known)) == (1, 5, 1)
    load_addresses(known, a_file(tmp_path, *LINES[:3], name="zweite.csv"))
    assert count_addresses(known) == 3


@pytest.mark.parametrize(
    "typed", ["thoereyer str. 5", "Thöreyerstraße 5", "THÖREYER STRASSE 5", "thoreyer  str 5"]
)
def test_an_address_is_found_as_people_type_it(known: Store, typed: str) -> None:
    labels = [one.label for one in find_addresses(known, typed)]
    assert labels == [
        "Thöreyer Straße 5, 99334 Amt Wachsenburg",
        "Thöreyer Straße 5, 99867 Gotha",
        "Thöreyer Straße 5a, 99334 Amt Wachsenburg",
    ]


def test_numbers_are_in_their_order_and_places_narrow(known: Store) -> None:
    assert [one.house_number for one in find_addresses(known, "thörey, 99334")] == ["5", "5a", "10"]
    assert [one.place for one in find_addresses(known, "Thöreyer Straße 5, goth")] == ["Gotha"]
    assert find_addresses(known, "th") == []
    assert find_addresses(known, "%") == []


def test_one_address_is_called_by_its_whole_text(known: Store) -> None:
    named = address_called(known, "Thöreyer Straße 5, 99867 Gotha")
    assert named is not None
    assert named.east_m == 620000
    assert address_called(known, "Thöreyer Straße 5") is None  # there are two
    assert address_called(known, "Thöreyer Straße") is None
    assert address_called(known, f"{HOSTILE} 1, 99334 Ichtershausen") is not None


def test_the_columns_of_survey_offices_are_known(store: Store, tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        "OID;STN;HNR;ADZ;PLZ;ONM;OSTWERT;NORDWERT",
        "DETH1;Am Kreuz;7;b;99334;Amt Wachsenburg;32640500,00;5635500,00",
    )
    load_addresses(store, path)
    [one] = find_addresses(store, "am kreuz")
    assert (one.house_number, one.postcode, round(one.east_m)) == ("7b", "99334", 640500)


def test_a_file_without_positions_is_refused_with_its_columns(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="Straße, Hausnummer"):
        load_addresses(store, a_file(tmp_path, "Straße;Hausnummer", "A;1"))
