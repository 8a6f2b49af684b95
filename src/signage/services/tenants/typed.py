"""What people type into a cell or a field, as a value; and a value as they read it."""

import re
import struct
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from signage.domain.fields import Field
from signage.domain.keys import id_in
from signage.domain.layers import TENANT
from signage.domain.names import fold_heading, folded
from signage.domain.validity import today
from signage.errors import InvalidInput
from signage.services.degrees import from_geojson
from signage.services.tenants.ending import written
from signage.services.values import Refused
from signage.store.types import wkb_bounds

GEOMETRY = "geometry"
_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YES = frozenset({"ja", "j", "x", "yes", "y", "true", "wahr", "1", "✓"})
_NO = frozenset({"nein", "n", "no", "false", "falsch", "0"})
_EAST, _NORTH = (200_000.0, 900_000.0), (5_200_000.0, 6_150_000.0)
_LONGITUDE, _LATITUDE = (5.5, 15.5), (47.0, 55.5)
Areas = Mapping[int, str]


def read_typed(name: str, text: str, *, areas: Areas) -> Any:
    """The value of a field for `check_values`; None for an empty text. Raises Refused.

    `areas` are those that a firm may be put into: a name, or an id, leads to one.
    """
    text = text.strip()
    if not text:
        return None
    if name == GEOMETRY:
        return read_position(text)
    field = TENANT.editable.get(name)
    if field is None:
        return text  # to be told of with the other faults
    if field.kind == "area":
        return _area(text, areas)
    reader = _READERS.get(field.kind)
    return reader(field, text) if reader else text


def spoken(name: str, value: Any, *, areas: Areas, english: bool = False) -> str:
    """A value as people read it in a cell; what `read_typed` takes back."""
    if value is None:
        return ""
    if name == GEOMETRY:
        return position_text(value)
    kind = TENANT.field(name).kind
    if isinstance(value, date):
        return value.isoformat() if english else written(value)
    if kind == "bool":
        return ("yes" if english else "ja") if value else ("no" if english else "nein")
    if kind == "area":
        return areas.get(value, str(value))
    if kind == "choice":
        return str((TENANT.field(name).choices or {}).get(value, (value, value))[english])
    if kind == "real":
        text = f"{value:g}" if abs(value) < 1e5 else f"{value:.2f}"
        return text if english else text.replace(".", ",")
    return str(value)


def read_position(text: str) -> bytes:
    """WKB of a point from metres (EPSG:25832) or degrees, in either order, with decimal points or commas;
    raises Refused.
    """
    numbers = _numbers(text)
    if len(numbers) == 2:
        one, two = numbers
        for east, north in ((one, two), (two, one)):
            if _within(east, _EAST) and _within(north, _NORTH):
                return struct.pack("<BIdd", 1, 1, east, north)
        for lon, lat in ((two, one), (one, two)):
            if _within(lon, _LONGITUDE) and _within(lat, _LATITUDE):
                return _from_degrees(lon, lat)
    raise Refused(
        "Das ist keine Stelle. Gebraucht werden Ost und Nord (EPSG:25832), etwa 640500 5635500, oder Breite "
        "und Länge, etwa 50,8638 10,9436.",
        "This is no place. Give easting and northing (EPSG:25832), such as 640500 5635500, or latitude and "
        "longitude, such as 50.8638 10.9436.",
    )


def position_text(wkb: bytes) -> str:
    """Metres of a point as `read_position` takes them: `640500,00 5635500,00`."""
    bounds = wkb_bounds(wkb)
    return "" if bounds is None else f"{bounds[0]:.2f} {bounds[1]:.2f}".replace(".", ",")


def point_at(east_m: float, north_m: float) -> bytes:
    """WKB of a point in EPSG:25832."""
    return struct.pack("<BIdd", 1, 1, east_m, north_m)


def _from_degrees(lon: float, lat: float) -> bytes:
    try:
        return from_geojson({"type": "Point", "coordinates": [lon, lat]}, "POINT")
    except InvalidInput as error:
        raise Refused(error.message, getattr(error.message, "english", error.message)) from error


def _numbers(text: str) -> list[float]:
    text = re.sub(r"(?i)epsg:?\s?25832:?|[°neo]", " ", text)
    parts = re.split(r"[\s;/|]+|,\s+", text.strip(" ,"))
    if len(parts) == 1 and parts[0].count(",") == 1 and "." in parts[0]:
        parts = parts[0].split(",")
    if len(parts) == 3 and parts[0] == "32":
        parts = parts[1:]
    try:
        found = [float(part.replace(",", ".")) for part in parts]
    except ValueError:
        return []
    return [one - 32e6 if 32e6 < one < 33e6 else one for one in found]


def _within(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]


def _area(text: str, areas: Areas) -> int:
    named = [number for number, name in areas.items() if folded(name) == folded(text)]
    if len(named) == 1:
        return named[0]
    number = id_in(text)
    if number is not None and not named:
        return number
    begins = [number for number, name in areas.items() if folded(name).startswith(folded(text))]
    if len(begins) == 1:
        return begins[0]
    some = ", ".join(list(areas.values())[:6])
    raise Refused(
        f"Ein Gewerbegebiet „{text[:60]}“ gibt es hier nicht. Bekannt: {some} …",
        f"There is no area '{text[:60]}' here. Known: {some} …",
    )


def _day(_field: Field, text: str) -> str:
    if folded(text) in (folded("heute"), "today"):
        return today().isoformat()
    iso, german = _ISO_DAY.fullmatch(text), _GERMAN_DAY.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
        if german:
            year = int(german[3]) + (2000 if len(german[3]) == 2 else 0)
            return date(year, int(german[2]), int(german[1])).isoformat()
    except ValueError:
        pass
    raise Refused(
        f"„{text[:40]}“ ist kein Tag. Geschrieben wird er Tag.Monat.Jahr, etwa 01.03.2027.",
        f"'{text[:40]}' is no day. Write it as year-month-day, such as 2027-03-01.",
    )


def _truth(_field: Field, text: str) -> bool:
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Refused(f"„{text[:40]}“ ist weder ja noch nein.", f"'{text[:40]}' is neither yes nor no.")


def _number(field: Field, text: str) -> int | float:
    plain = re.sub(r"\s", "", text)
    plain = plain.replace(".", "").replace(",", ".") if "," in plain else plain
    try:
        return int(plain) if field.kind == "int" else float(plain)
    except ValueError:
        raise Refused(f"„{text[:40]}“ ist keine Zahl.", f"'{text[:40]}' is no number.") from None


def _choice(field: Field, text: str) -> str:
    choices = field.choices or {}
    wanted = fold_heading(text)
    for code, pair in choices.items():
        if wanted in (fold_heading(code), *map(fold_heading, pair)):
            return code
    german = ", ".join(pair[0] for pair in choices.values())
    english = ", ".join(pair[1] for pair in choices.values())
    raise Refused(f"„{text[:40]}“ gibt es nicht. Bekannt: {german}.", f"No '{text[:40]}'. Known: {english}.")


_READERS: Mapping[str, Callable[[Field, str], Any]] = {
    "date": _day, "bool": _truth, "int": _number, "real": _number, "choice": _choice,
}  # fmt: skip
