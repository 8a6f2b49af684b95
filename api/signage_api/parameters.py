"""Query parameters, each checked: an unknown one is an error that names the known ones."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from starlette.requests import Request

from signage.domain.audience import private_columns
from signage.domain.fields import AREA_ID
from signage.domain.layers import LAYERS, Field, Layer
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services.degrees import Box, box_in_metres
from signage.services.values import Refused, read_value
from signage.store import Store
from signage.store.reach import Reach
from signage_api.features import columns_of, documents

PAGE = 100
LARGEST_PAGE = 2000
_WORDS = {"true": True, "false": False}
_EARLIEST = date(2000, 1, 1)  # nothing was counted before
_DAYS, _MOST_DAYS = 90, 731
PERIOD = ("since", "until")
_GENERAL = ("bbox", "limit", "after", "as_of")


@dataclass(frozen=True, kw_only=True)
class RowQuery:
    """What a list of rows is narrowed to; `nowhere` says that the box lies where no row can be, `reach` to
    whose rows it was narrowed because it asks for what is private.
    """

    as_of: date
    bbox: Box | None = None
    limit: int = PAGE
    after: int = 0
    where: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    is_private: bool = False
    nowhere: bool = False
    reach: Reach | None = None

    @property
    def filters(self) -> dict[str, Any]:
        """The filters of `Store.selection`."""
        return {"as_of": self.as_of, "bbox": self.bbox, "where": self.where, "reach": self.reach}


def known_parameters(layer: Layer) -> list[str]:
    """The parameters of a list of rows: the general ones and every property."""
    unasked = ("id", "changed_at", *documents(layer.name))
    names = [name for name in columns_of(layer.name) if name not in unasked]
    return [*_GENERAL, *(["municipality"] if layer.name == "municipality" else []), *names]


def row_query(
    request: Request, layer: Layer, more: Mapping[str, Any] | None = None, *, but: Collection[str] = ()
) -> RowQuery:
    """The parameters of a list of rows; InvalidInput names every one at fault.

    `more` are further ones with the parser of each; those of `but` are unknown here.
    """
    own = more or {}
    reader = Reader(request, [name for name in (*own, *known_parameters(layer)) if name not in but])
    box = reader.read("bbox", box_of)
    metres = box_in_metres(box) if box else None
    as_of = reader.read("as_of", day_of) or today()
    areas = partial(area_of, request.app.state.store, as_of)
    where = {
        name: reader.read(name, areas if name == "area" else _property(layer, name))
        for name in reader.others((*_GENERAL, *own))
    }
    if layer.name == "municipality" and "municipality" in where:
        where["ags"] = where.pop("municipality")
    found = RowQuery(
        as_of=as_of,
        bbox=metres,
        limit=reader.read("limit", number_of(1, LARGEST_PAGE)) or PAGE,
        after=reader.read("after", number_of(0, 2**31 - 1)) or 0,
        where=where,
        more={name: reader.read(name, parse) for name, parse in own.items()},
        is_private=(layer.name == "tenant" and as_of != today())
        or bool(where.keys() & private_columns(layer.name)),
        nowhere=box is not None and metres is None,
    )
    reader.finish()
    return found


class Reader:
    """Reads parameters one by one and remembers what is wrong; `finish` says it all at once."""

    def __init__(self, request: Request, known: Collection[str]) -> None:
        self._given: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            self._given.setdefault(name, []).append(value)
        self._problems: dict[str, str] = {}
        for name, values in self._given.items():
            if name not in known:
                self._problems[name[:100]] = _unknown(known)
            elif len(values) > 1:
                self._problems[name] = Said("Das steht mehrfach da.", "This is given more than once.")

    def read(self, name: str, parse: Any) -> Any:
        """The value of a parameter, None when it is not given or at fault."""
        if name not in self._given or name in self._problems:
            return None
        try:
            return parse(self._given[name][0])
        except Refused as refusal:
            self._problems[name] = refusal.why
            return None

    def others(self, but: Collection[str]) -> list[str]:
        """The names of the sound parameters apart from `but`."""
        return [name for name in self._given if name not in but and name not in self._problems]

    def finish(self) -> None:
        """Raise InvalidInput naming every parameter at fault."""
        if self._problems:
            names = ", ".join(self._problems)
            raise InvalidInput(
                Said(f"Diese Parameter stimmen nicht: {names}.", f"These parameters are not right: {names}."),
                self._problems,
            )


def _unknown(known: Collection[str]) -> Said:
    if not known:
        return Said("Diese Adresse kennt keine Parameter.", "This address knows no parameters.")
    names = ", ".join(known)
    return Said(
        f"Diesen Parameter gibt es nicht; bekannt sind {names}.", f"No such parameter; known: {names}."
    )


def box_of(text: str) -> Box:
    """West, south, east, north in degrees."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 4 and all(map(math.isfinite, numbers)):
        west, south, east, north = numbers
        if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
            return west, south, east, north
    raise Refused(
        "Gebraucht werden West,Süd,Ost,Nord in Grad, etwa 10.90,50.85,10.98,50.88.",
        "Give west,south,east,north in degrees, such as 10.90,50.85,10.98,50.88.",
    )


def day_of(text: str) -> date:
    """A day as 2026-11-22."""
    found: date = read_value(Field(name="", kind="date", german="", english=""), text or "-")
    return found


def period_of(reader: Reader) -> tuple[date, date]:
    """The days `since` and `until`, both included: without them the last 90 days, at most two years."""
    until: date = reader.read("until", _counted_day) or today()

    def first(text: str) -> date:
        since = _counted_day(text)
        if (until - since).days > _MOST_DAYS:
            raise Refused("Höchstens zwei Jahre auf einmal.", "At most two years at once.")
        return since

    return reader.read("since", first) or until - timedelta(days=_DAYS), until


def _counted_day(text: str) -> date:
    day = day_of(text)
    if day < _EARLIEST:
        raise Refused(f"Frühestens {_EARLIEST:%d.%m.%Y}.", f"{_EARLIEST} at the earliest.")
    return day


def area_of(store: Store, day: date, text: str) -> int | None:
    """The id of the area that a person or a program means: by id, or by its key on the signs, such as EK."""
    key = read_value(LAYERS["area"].field("number"), text)
    if key is None or (key.isascii() and key.isdigit()):
        found: int | None = read_value(AREA_ID, int(key) if key else None)
        return found
    named = store.read("area", where={"number": key}, as_of=day)
    named = named or store.read("area", where={"number": key.upper()}, as_of=day)
    if len(named) == 1:
        return int(named[0]["id"])
    if not named:
        raise Refused(
            f"Kein Gebiet hat das Kürzel „{text[:40]}“. Gebraucht wird ein Kürzel wie EK oder die "
            "Nummer (id) des Gebiets.",
            f"No area has the key '{text[:40]}'. Give a key such as EK, or the id of the area.",
        )
    ids = ", ".join(f"{area['id']} ({area['name']}, {area['municipality']})" for area in named[:10])
    raise Refused(
        f"Mehrere Gebiete haben das Kürzel „{text[:40]}“; nennen Sie die Nummer (id): {ids}.",
        f"Several areas have the key '{text[:40]}'; give the id: {ids}.",
    )


def number_of(lowest: int, highest: int) -> Any:
    """A parser of whole numbers within these bounds."""

    def parse(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 18 and lowest <= int(text) <= highest:
            return int(text)
        raise Refused(
            f"Gebraucht wird eine ganze Zahl von {lowest} bis {highest}.",
            f"Give a whole number from {lowest} to {highest}.",
        )

    return parse


def one_of(known: Collection[str], text: str) -> str:
    """One of these words."""
    if text in known:
        return text
    listed = ", ".join(known)
    raise Refused(f"Möglich sind {listed}.", f"Known: {listed}.")


def _property(layer: Layer, name: str) -> Any:
    """A parser of a property's value; an empty one asks for rows without it."""
    table_field = Field(name=name, kind="ags", german="", english="")
    if name != "municipality" or layer.name != "municipality":
        table_field = layer.field(name)

    def parse(text: str) -> Any:
        return read_value(table_field, _typed(table_field.kind, text))

    return parse


def _typed(kind: str, text: str) -> Any:
    """The text as JSON would have carried it."""
    if kind == "bool":
        return _WORDS.get(text.lower(), text)
    if kind in ("int", "real") and text:
        try:
            return int(text) if kind != "real" else float(text)
        except ValueError:
            return text
    return text
