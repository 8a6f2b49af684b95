"""Rows that a scan reads, as values: what decides about a code, a sign, an area and its firms, shapes of its
map.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

Point = tuple[float, float]
Run = tuple[float, ...]


class CodePoint(NamedTuple):
    """All that decides what a code answers with; equal points mean an equal page on one day."""

    token: str
    state: str
    moved_to: str | None
    sign: int | None
    sign_version: int | None
    sign_state: str | None
    area: int | None
    municipality: str | None
    valid_to: date | None
    withdrawn_by: int | None
    area_revision: int | None


class SignRow(NamedTuple):
    """One sign as a visitor may know it; `bearing_deg` is where the face looks, `picture` the key of one."""

    number: str | None
    name: str | None
    street: str | None
    bearing_deg: float | None
    position: Point
    picture: str | None


class AreaRow(NamedTuple):
    """One area; `outline` holds its rings as x, y, x, y, ... in metres."""

    name: str
    number: str | None
    municipality: str | None
    confirmed_on: date | None
    changed_on: date | None
    ended: bool
    outline: tuple[Run, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TenantRow:
    """One firm with everything a page might show; consent is judged by the service.

    A reader gives the same object for as long as the row has the same version, so that it may be a key.
    """

    id: int
    version: int
    number: int | None
    name: str
    activity: str | None
    street: str | None
    house_number: str | None
    postcode: str | None
    place: str | None
    square: str | None
    lorry_note: str | None
    gate: str | None
    delivery_hours: str | None
    lorry_register: str | None
    phone: str | None
    web: str | None
    jobs: str | None
    email: str | None
    contact: str | None
    consents: str | None
    legal_basis: str | None
    lorry_height_m: float | None
    lorry_weight_t: float | None
    entrance: Point | None
    consented_on: date | None
    confirmed_on: date | None
    changed_on: date | None
    position: Point | None
    place_in_list: tuple[str, int]


class TenantHint(NamedTuple):
    """What a search knows of a firm beyond its entry: its branch (WZ) and the names it had before, newest
    first.
    """

    wz_code: str
    wz_edition: str
    former: tuple[str, ...]


class ShapeRow(NamedTuple):
    """A road or a piece of backdrop: its rings or lines as x, y, x, y, ... in metres."""

    kind: str | None
    runs: tuple[Run, ...]


class Shapes(NamedTuple):
    """What lies below the firms on the map; at most 300 roads and 600 pieces of backdrop."""

    roads: list[ShapeRow]
    backdrops: list[ShapeRow]


class Ground(NamedTuple):
    """What the map is drawn on: `mark` names outline and shapes (equal marks, equal shapes); signs with
    codes.
    """

    mark: str
    signs: tuple[Point, ...]


class AreaRows(NamedTuple):
    """One area on one day, its firms by id."""

    area: AreaRow
    ground: Ground
    tenants: list[TenantRow]
