"""Geometries that fit a layer, and those that do not."""

from typing import Any

import numpy as np
import pytest
from shapely import Point, Polygon, from_wkt
from shapely.geometry.base import BaseGeometry

from signage.formats.shapes import Fitted, fit, same
from signage.formats.wkb import is_plain
from tests.formats.files import nested_wkb

SQUARE = "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))"
SPIKE = "POLYGON ((0 0, 100 0, 100 100, 50 100, 50 150, 50 100, 0 100, 0 0))"
BOW_TIE = "POLYGON ((0 0, 100 100, 100 0, 0 100, 0 0))"


def fitted(text: str, kind: str) -> Fitted:
    return fit(np.array([from_wkt(text)], dtype=object), kind)


@pytest.mark.parametrize(
    ("text", "kind", "becomes"),
    [
        ("MULTIPOINT ((1 2))", "POINT", "Point"),
        (SQUARE, "MULTIPOLYGON", "MultiPolygon"),
        ("MULTILINESTRING ((0 0, 1 1), (1 1, 2 0))", "LINESTRING", "LineString"),
        ("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))", "POLYGON", "Polygon"),
    ],
)
def test_a_geometry_becomes_what_the_layer_keeps(text: str, kind: str, becomes: str) -> None:
    assert fitted(text, kind).shapes[0].geom_type == becomes


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        (SQUARE, "POINT", "Gebraucht wird ein Punkt, die Datei hat eine Fläche"),
        ("POINT (1 2)", "MULTIPOLYGON", "Gebraucht wird eine Fläche, die Datei hat einen Punkt"),
        ("MULTIPOINT ((1 2), (3 4))", "POINT", "Gebraucht wird ein Punkt"),
        ("POLYGON EMPTY", "MULTIPOLYGON", "leer"),
        (BOW_TIE, "MULTIPOLYGON", "überschneidet sich selbst"),
        ("POLYGON ((0 0, 1 1, 2 2, 0 0))", "MULTIPOLYGON", "entartet"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(text: str, kind: str, problem: str) -> None:
    answer = fitted(text, kind)
    assert answer.shapes[0] is None
    assert problem in answer.faults[0][0]


@pytest.mark.parametrize(
    ("text", "kind", "english", "advice"),
    [
        (SQUARE, "POINT", "Needed is a point, the file has a polygon.", "choose the right layer"),
        ("GEOMETRYCOLLECTION EMPTY", "POINT", "The geometry is empty.", "Draw it anew."),
        (BOW_TIE, "MULTIPOLYGON", "crosses itself", "Draw the outline anew in QGIS"),
        ("POINT (1 NaN)", "POINT", "no number", "Enter it anew."),
    ],
)
def test_what_does_not_fit_is_told_in_english_too(text: str, kind: str, english: str, advice: str) -> None:
    problem, what_to_do = fitted(text, kind).faults[0]
    assert english in problem.english
    assert advice in what_to_do.english


def test_what_was_mended_is_told_in_english_too() -> None:
    assert "the area stayed the same" in fitted(SPIKE, "MULTIPOLYGON").remarks[0].english


def test_a_spike_is_mended_because_the_area_stays() -> None:
    answer = fitted(SPIKE, "MULTIPOLYGON")
    assert answer.shapes[0].area == 10_000
    assert "blieb gleich" in answer.remarks[0]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_are_refused(number: float) -> None:
    answer = fit(np.array([Point(1, number), Point(1, 2), None], dtype=object), "POINT")
    assert list(answer.faults) in ([0], [])
    assert answer.shapes[0] is None or answer.faults
    assert answer.shapes[1] == Point(1, 2)


def test_the_callers_geometries_stay_as_they_are() -> None:
    given = np.array([from_wkt(SQUARE)], dtype=object)
    fit(given, "MULTIPOLYGON")
    assert given[0].geom_type == "Polygon"


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (Point(0, 0), Point(0.01, 0), True),
        (Point(0, 0), Point(0.2, 0), False),
        (None, None, True),
        (Point(0, 0), None, False),
        (from_wkt(SQUARE), Polygon([(100, 0), (100, 100), (0, 100), (0, 0)]), True),
        (from_wkt(SQUARE), from_wkt(BOW_TIE).convex_hull.buffer(1), False),
    ],
)
def test_geometries_are_the_same_within_rounding(one: BaseGeometry | None, other: Any, answer: bool) -> None:
    assert same(one, other) is answer


@pytest.mark.parametrize(
    "text", ["POINT (1 2)", SQUARE, "MULTIPOINT ((1 2), (3 4))", "LINESTRING (0 0, 1 1)"]
)
def test_plain_wkb_is_told(text: str) -> None:
    assert is_plain(from_wkt(text).wkb)


@pytest.mark.parametrize(
    "wkb", [nested_wkb(1), nested_wkb(100_000), b"", b"\x01\x01\x00", b"\x01\x06\x00\x00\x00\xff"]
)
def test_nested_or_broken_wkb_is_told_without_recursion(wkb: bytes) -> None:
    assert not is_plain(wkb)
