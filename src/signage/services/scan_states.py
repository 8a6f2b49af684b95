"""Codes that do not lead to a directory: what can be offered to the person who stands there all the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from signage.codes import token as tokens
from signage.domain.layers import SIGN
from signage.domain.names import UNSEEN
from signage.errors import InvalidInput
from signage.guidance.direction import Point, distance_between
from signage.services.scan import stands, state_of
from signage.store import Store
from signage.store.directory import DirectoryReader
from signage.store.directory_rows import CodePoint

_NEAR_M = (1_000.0, 5_000.0, 25_000.0)
_MOST_LOOKED_AT = 300
_MOST_OFFERED = 20
_LETTER_THEN_FIGURE = re.compile(r"(?<=[^\W\d_])(?=\d)")
_LONGEST_NUMBER = SIGN.field("number").longest


@dataclass(frozen=True, slots=True)
class Offer:
    """A sign whose code leads to a directory; `distance_m` from the place of the sign asked for, where that
    is known.
    """

    code: str
    number: str
    area: str
    distance_m: float | None = None


def existing_neighbours(reader: DirectoryReader, token: str, day: date) -> list[Offer]:
    """The live signs one slip away from a mistyped code, nearest slip first; at most five."""
    points = (reader.point(neighbour) for neighbour in _neighbours(token))
    live = [point for point in points if point and state_of(point, point.token, day) == "live"]
    return [_offer(reader, point, day, None) for point in live[:5]]


def nearest_directory(store: Store, reader: DirectoryReader, point: CodePoint, day: date) -> Offer | None:
    """The nearest other sign that stands, with an area, within 25 km of where this one stood."""
    if point.sign is None:
        return None
    place = reader.sign(point).position
    for reach_m in _NEAR_M:
        bbox = (place[0] - reach_m, place[1] - reach_m, place[0] + reach_m, place[1] + reach_m)
        rows = store.read("sign", bbox=bbox, as_of=day, limit=_MOST_LOOKED_AT)
        codes = [row["code"] for row in rows if row["code"] and row["code"] != point.token and row["area"]]
        offers = [_offer(reader, near, day, place) for near in _open(reader, codes, day)]
        if offers:
            return min(offers, key=lambda offer: offer.distance_m or 0.0)
    return None


def signs_numbered(store: Store, reader: DirectoryReader, typed: str, day: date) -> list[Offer]:
    """The signs with a directory whose number was typed (`ek 12` for `EK-12`), by area; at most 20."""
    found: dict[str, CodePoint] = {}
    for number in _numbers(typed):
        rows = store.read("sign", where={"number": number}, as_of=day, limit=_MOST_LOOKED_AT)
        codes = [row["code"] for row in rows if row["code"] and row["area"]]
        found |= {point.token: point for point in _open(reader, codes, day)}
    offers = [_offer(reader, point, day, None) for point in found.values()]
    return sorted(offers, key=lambda offer: (offer.area, offer.number, offer.code))[:_MOST_OFFERED]


def _numbers(typed: str) -> list[str]:
    """How the number that a person typed may be written in the inventory."""
    text = " ".join(UNSEEN.sub(" ", typed).split())[:_LONGEST_NUMBER]
    spelled = [text.replace(" ", "-"), text.replace(" ", ""), text.replace("-", " "), text.replace("-", "")]
    spelled += [_LETTER_THEN_FIGURE.sub("-", text)]
    return [*dict.fromkeys(way for one in (text, *spelled) if one for way in (one, one.upper()))]


def _open(reader: DirectoryReader, codes: Sequence[str], day: date) -> list[CodePoint]:
    points = [point for code in codes if (point := reader.point(code)) is not None]
    live = [point for point in points if stands(point) and state_of(point, point.token, day) == "live"]
    areas = {point.area for point in live if point.area is not None}
    ended = {area for area in areas if reader.area_row(area, day).ended}
    return [point for point in live if point.area not in ended]


def _offer(reader: DirectoryReader, point: CodePoint, day: date, start: Point | None) -> Offer:
    assert point.sign is not None
    sign = reader.sign(point)
    area = reader.area_row(point.area, day).name if point.area else (point.municipality or "")
    away = distance_between(start, sign.position) if start else None
    return Offer(point.token, sign.number or tokens.display(point.token), area, away)


def _neighbours(token: str) -> tuple[str, ...]:
    try:
        return tokens.neighbours(token)
    except (InvalidInput, KeyError):
        return ()
