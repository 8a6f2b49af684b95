"""Maps for print from the store: of an area or of a box, with everything on them."""

from datetime import date

import pytest

from signage.artwork.ground import LOOKS
from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound
from signage.services import printing
from signage.services.printing import print_map
from signage.store import Store
from tests.artwork.papers_read import coloured_mm, pages, words
from tests.places import (
    EAST,
    NORTH,
    a_municipality,
    a_sign,
    a_tenant,
    add,
    an_area,
    line,
    outline,
    point,
    polygon,
)

DAY = date(2026, 11, 22)
BOX = (EAST, NORTH, EAST + 100, NORTH + 100)


@pytest.fixture
def stock(geopackage: Store) -> Store:
    """An area of 100 m with a house of 40 m, a street, a firm and a sign."""
    a_municipality(geopackage)
    area = an_area(geopackage, geometry=outline(0, 0, 100))
    add(
        geopackage,
        "backdrop",
        kind="building",
        area=area,
        geometry=polygon(30, 30, 40),
        source="OpenStreetMap",
    )
    add(geopackage, "road", name="Werkstraße", road_class="G", geometry=line((-50, 10), (150, 10)))
    a_tenant(geopackage, area, number=7, geometry=point(20, 80))
    a_sign(geopackage, area, number="EK-001", name="Einfahrt B 7", geometry=point(10, 20))
    return geopackage


def test_an_area_is_printed_with_name_signs_firms_streets_and_sources(stock: Store) -> None:
    shown = words(print_map(stock, area="EK", scale=500, paper="A3", day=DAY))
    for part in (
        "Erfurter Kreuz",
        "EK · Amt Wachsenburg",
        "EK-001",
        "Einfahrt B 7",
        "180° S",
        "Werkstraße",
        "7",
    ):
        assert part in shown
    assert "Quelle: OpenStreetMap" in shown


@pytest.mark.parametrize(("scale", "long_mm"), [(500, 80.0), (1000, 40.0), (2000, 20.0)])
def test_a_house_of_forty_metres_is_true_to_scale(stock: Store, scale: int, long_mm: float) -> None:
    pdf = print_map(stock, area="EK", scale=scale, paper="A3", orientation="landscape", day=DAY)
    left, top, right, bottom = coloured_mm(pdf, LOOKS["building"][0], within=(15, 15, 330, 280))
    assert right - left + LOOKS["building"][2] == pytest.approx(long_mm, abs=0.2)
    assert bottom - top + LOOKS["building"][2] == pytest.approx(long_mm, abs=0.2)


def test_a_box_is_printed_as_the_area_in_it(stock: Store) -> None:
    shown = words(print_map(stock, box=BOX, scale=500, day=DAY))
    assert "Kartenausschnitt" in shown
    assert "EK-001" in shown


def test_what_is_over_today_is_not_on_the_map(stock: Store) -> None:
    a_sign(stock, number="EK-002", geometry=point(50, 10), valid_to=today())
    assert "EK-002" not in words(print_map(stock, box=BOX, scale=500))


def test_an_empty_place_is_a_map_too(geopackage: Store) -> None:
    assert pages(print_map(geopackage, box=BOX, scale=1000, day=DAY)) == 1


def test_either_an_area_or_a_box_is_printed(stock: Store) -> None:
    for wishes in ({}, {"area": "EK", "box": BOX}):
        with pytest.raises(InvalidInput, match="eines davon"):
            print_map(stock, **wishes)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="Erfurter Kreuz"):
        print_map(stock, area="Mond")


def test_more_than_can_be_printed_is_refused_in_words(stock: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_MOST_SIGNS", 0)
    with pytest.raises(InvalidInput, match=r"1 Schilder.*Wählen Sie einen kleineren"):
        print_map(stock, area="EK")


def test_the_same_rows_on_the_same_day_give_the_same_bytes(stock: Store) -> None:
    first, again = (print_map(stock, area="EK", day=DAY) for _ in range(2))
    assert first == again


def test_the_overview_shows_what_lies_beyond_the_sheets_too(stock: Store) -> None:
    add(stock, "backdrop", kind="water", geometry=polygon(-44, -28, 10))
    pdf = print_map(stock, area="EK", scale=250, paper="A3", orientation="landscape", day=DAY)
    assert "Übersicht der Blätter" in words(pdf, 0)
    start = 10 + 4.4 * 1.1
    left, _, right, _ = coloured_mm(pdf, LOOKS["water"][0], within=(start, start, 330, 280))
    assert right > left


def test_one_sheet_is_printed_around_a_point_true_to_its_scale(stock: Store) -> None:
    middle = (EAST + 10, NORTH + 20)
    made = print_map(stock, centre=middle, scale=250, paper="A0", orientation="landscape", day=DAY)
    assert pages(made) == 1
    assert "EK-001" in words(made)
    far = print_map(stock, centre=(EAST + 900, NORTH), scale=250, paper="A4", day=DAY)
    assert "EK-001" not in words(far)


def test_a_map_comes_in_english_too(stock: Store) -> None:
    shown = words(print_map(stock, centre=(EAST + 20, NORTH + 20), scale=500, day=DAY, language="en"))
    for part in (
        "Part of the map Erfurter Kreuz",
        "LEGEND",
        "building",
        "180° S",
        "as of 22 November 2026",
        "Scale 1",
    ):
        assert part in shown, part
    assert not [german for german in ("Maßstab", "Gebäude", "Stand", "Zeichen") if german in shown]


def test_a_part_names_the_area_in_its_middle(stock: Store) -> None:
    inside, outside = ((EAST + offset, NORTH + 20) for offset in (20, 500))
    assert "Kartenausschnitt Erfurter Kreuz" in words(print_map(stock, centre=inside, day=DAY))
    assert "Erfurter Kreuz" not in words(print_map(stock, centre=outside, day=DAY))
