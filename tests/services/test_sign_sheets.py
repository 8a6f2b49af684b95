"""Data sheets from the store: found by any name, with what is known, and for whom."""

import re
from datetime import date
from typing import Any

import pytest
from pyproj import Transformer

from signage.errors import InvalidInput, NotFound
from signage.services.sheet_words import Speech
from signage.services.sign_sheets import find_sign, sign_sheet
from signage.store import Store
from tests.artwork.papers_read import words
from tests.places import EAST, NORTH, a_municipality, a_sign, add, an_area, line, point

DAY = date(2026, 11, 22)
EXCEPTIONS = '{"clearance.lateral":{"on":"2026-02-01","reason":"Mauer im Weg","who":"Bauamt"}}'
FACE = (
    '{"letter_height_mm":126,"slots":[{"direction":"left","distance_m":300,"id":1,"text":"Müller & Söhne"},'
    '{"direction":"ahead","has_logo":true,"id":2,"text":"Am Wald"}]}'
)


def a_street(store: Store, **values: Any) -> int:
    """A street in town of 6 m, running east through the origin of the tests."""
    row = {"name": "Werkstraße", "road_class": "G", "speed_kmh": 50, "in_town": True, "width_m": 6.0}
    return add(store, "road", geometry=line((-300, 0), (300, 0)), **(row | values))


def sheet_of(store: Store, sign: int, **wishes: Any) -> str:
    row = store.row("sign", sign)
    assert row is not None
    return words(sign_sheet(store, row, public_url="https://schilder.example.de", day=DAY, **wishes))


@pytest.fixture
def close_sign(geopackage: Store) -> int:
    """An overview board whose edge stands 20 cm beside a street."""
    a_municipality(geopackage)
    a_street(geopackage)
    return a_sign(
        geopackage,
        an_area(geopackage),
        geometry=point(0, -3.8),
        bearing_deg=270.0,
        width_mm=1200.0,
        note="Schlüssel beim Bauhof",
        exceptions=EXCEPTIONS,
        face=FACE,
    )


def test_the_sheet_tells_where_the_sign_stands(geopackage: Store, close_sign: int) -> None:
    shown = sheet_of(geopackage, close_sign)
    for part in ("640 000,00 m", "5 634 996,20 m", "N", "Amt Wachsenburg (16070028)", "Erfurter Kreuz (EK)"):
        assert part in shown


def test_the_clearance_is_told_as_measured_and_as_required(geopackage: Store, close_sign: int) -> None:
    shown = sheet_of(geopackage, close_sign)
    assert "0,20 m · verlangt mindestens 0,50 m" in shown
    assert "Werkstraße" in shown
    assert "Gemeindestraße" in shown


def test_a_finding_carries_its_source_and_a_statement_its_role(geopackage: Store, close_sign: int) -> None:
    shown = sheet_of(geopackage, close_sign)
    for part in ("Seitlicher Abstand", "öffentliche Quelle", "Baulastträger", "Gemeinde Amt Wachsenburg"):
        assert part in shown


def test_reasons_and_notes_are_told_to_staff_alone(geopackage: Store, close_sign: int) -> None:
    told, public = (sheet_of(geopackage, close_sign, told=told) for told in (True, False))
    for part in ("Mauer im Weg (Bauamt, 01.02.2026)", "Schlüssel beim Bauhof"):
        assert part in told
        assert part not in public
    assert "begründet" in public


def test_the_face_is_listed_from_top_to_bottom(geopackage: Store, close_sign: int) -> None:
    shown = sheet_of(geopackage, close_sign)
    assert "1 ← Müller & Söhne 300 m" in shown
    assert "2 ↑ Am Wald mit Logo" in shown
    assert "126 mm" in shown


def test_a_sign_far_from_any_road_has_a_sheet_too(geopackage: Store) -> None:
    shown = sheet_of(
        geopackage, a_sign(geopackage, code=False, number=None, type=None, family=None, state=None)
    )
    assert "keine in der Nähe" in shown
    assert "ohne Schildcode" in shown


def test_what_is_entered_is_never_markup(geopackage: Store, close_sign: int) -> None:
    with geopackage.change(who="test", why="test") as change:
        name = '#panic("x") <img src=x onerror=alert(1)> & Söhne $x$ *y*'
        change.update("sign", close_sign, {"name": name, "owner": name, "number": name[:30]})
    assert "<img src=x onerror=alert(1)> & Söhne $x$ *y*" in sheet_of(geopackage, close_sign)


def test_the_same_rows_on_the_same_day_give_the_same_bytes(geopackage: Store, close_sign: int) -> None:
    row = find_sign(geopackage, str(close_sign))
    first, again = (sign_sheet(geopackage, row, public_url="https://a.example", day=DAY) for _ in range(2))
    assert first == again


def test_a_sign_is_found_by_number_code_or_id(geopackage: Store) -> None:
    sign = a_sign(geopackage, number="EK-012")
    row = geopackage.row("sign", sign)
    assert row is not None
    for key in (
        "EK-012",
        "ek-012",
        " EK-012 ",
        str(sign),
        row["code"],
        f"{row['code'][:4]}-{row['code'][4:]}",
    ):
        assert find_sign(geopackage, key)["id"] == sign


def test_a_sign_that_is_not_there_or_not_alone_is_said(geopackage: Store) -> None:
    for _ in range(2):
        a_sign(geopackage, number="EK-012")
    with pytest.raises(InvalidInput, match="1, 2"):
        find_sign(geopackage, "EK-012")
    for key in ("EK-013", "99", "", "7" * 40, "x\x00"):
        with pytest.raises(NotFound, match="gibt es nicht"):
            find_sign(geopackage, key)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (640000.0, "m", "640\u00a0000,00\u00a0m"),
        (640000.1274, "m", "640\u00a0000,13\u00a0m"),  # kept finer
        (3.5, "m", "3,50\u00a0m"),  # and coarser
        (2.004, "m", "2,00\u00a0m"),
        (2.604951, "s", "2,6\u00a0s"),
        (1200.0, "mm", "1\u00a0200\u00a0mm"),
        (1043.7, "mm", "1\u00a0044\u00a0mm"),
        (7, "Ziele", "7\u00a0Ziele"),
        (-0.25, "m", "-0,25\u00a0m"),
        (1.0, "", "1"),
        (None, "m", ""),
    ],
)
def test_numbers_are_written_as_germans_write_them(value: float | None, unit: str, told: str) -> None:
    assert Speech().quantity(value, unit) == told


@pytest.mark.parametrize(
    ("measured", "value", "told"),
    [(0.2, 0.5, "mindestens 0,50\u00a0m"), (9.0, 0.5, "höchstens 0,50\u00a0m"), (None, 0.5, "0,50\u00a0m")],
)
def test_a_requirement_says_on_which_side_it_lies(measured: float | None, value: float, told: str) -> None:
    assert Speech().required(measured, value, "m") == told


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_citation_without_an_edition_names_none(geopackage: Store, close_sign: int, language: str) -> None:
    shown = sheet_of(geopackage, close_sign, language=language)
    assert not [word for word in ("nicht vermerkt", "ohne ·", ", ·", ", ,") if word in shown]
    cost = {"de": "2. April 2025", "en": "2 April 2025"}
    assert cost[language] in shown
    assert ("VwV-StVO on §§ 39 to 43" in shown) == (language == "en")


def test_a_sheet_comes_in_english_too(geopackage: Store, close_sign: int) -> None:
    shown = sheet_of(geopackage, close_sign, language="en")
    for part in (
        "DATA SHEET OF A SIGN",
        "0.20 m · required: at least 0.50 m",
        "Reasoned exception:",
        "municipal road",
    ):
        assert part in shown, part
    german = (
        "Stand 22",
        "Lage",
        "Befund",
        "verlangt",
        "Maße",
        "Verwaltung",
        "Gemeinde",
        "Prüfhinweis",
        "Stand März",
    )
    assert not [word for word in german if word in shown]


def number(text: str) -> float:
    return float(text.replace(" ", "").replace(",", "."))


def test_metres_and_degrees_of_a_sheet_are_one_place_to_the_centimetre(geopackage: Store) -> None:
    a_municipality(geopackage)
    sign = a_sign(geopackage, an_area(geopackage), geometry=point(123.4567, 89.0123), height_m=3.5)
    shown = sheet_of(geopackage, sign)
    metres = re.search(r"(640 \d{3},\d{2}) m.*?(5 635 \d{3},\d{2}) m", shown)
    degrees = re.search(r"(\d{2},\d{7})° N.*?(\d{2},\d{7})° O", shown)
    assert metres, shown
    assert degrees, shown
    latitude, longitude = map(number, degrees.groups())
    x, y = Transformer.from_crs(4326, 25832, always_xy=True).transform(longitude, latitude)
    assert (x, y) == pytest.approx((EAST + 123.4567, NORTH + 89.0123), abs=0.01)
    assert [number(one) for one in metres.groups()] == pytest.approx([x, y], abs=0.011)
    assert "3,50 m" in shown
