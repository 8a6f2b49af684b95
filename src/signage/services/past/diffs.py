"""A change in words: each field's name, what stood there and what stands there now, in both languages."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from signage.domain.faces import document
from signage.domain.layers import LAYERS, Field
from signage.errors import Said
from signage.store import Store
from signage.store.schema import LAYER_TABLES
from signage.store.types import BROKEN, wkb_bounds

Row = dict[str, Any]
NOTHING = Said("–", "–")
_SHAPE = Said("Lage", "position")
_OUTLINE = Said("Umriss", "outline")
_HIDDEN = frozenset({"version", "changed_at", "withdrawn_by"})
_KEYS = frozenset({"source_name", "source_id"})  # they go from a row to its successor: no news


@dataclass(frozen=True, slots=True)
class Line:
    """One field; `old` and `new` are Said, `name` is the field's own."""

    name: str
    label: Said
    old: Said
    new: Said


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to one row: `action` is create, update, withdraw or restore."""

    layer: str
    row: int
    title: str
    action: str
    lines: tuple[Line, ...]


def told(store: Store, changes: Sequence[Row]) -> list[Told]:
    """Changes (of `list_changes`) in words, in their order; rows are named as they are called now."""
    names = _Names(store)
    titles = _titles(store, changes)
    return [
        Told(
            layer=one["layer"],
            row=one["row"],
            title=titles.get((one["layer"], one["row"]), ""),
            action=one["action"],
            lines=tuple(_lines(one, names)),
        )
        for one in changes
    ]


def turned(told: Sequence[Told]) -> list[Told]:
    """What taking the changes back would do, the last first."""
    other = {"create": "withdraw", "withdraw": "restore", "restore": "withdraw", "update": "update"}
    return [
        Told(
            one.layer,
            one.row,
            one.title,
            other[one.action],
            tuple(_turned(line) for line in one.lines) if one.action == "update" else (),
        )
        for one in reversed(told)
    ]


def _turned(line: Line) -> Line:
    """The way back; a position is as far away as it was moved."""
    if line.name == "geometry":
        return line
    return Line(line.name, line.label, line.new, line.old)


class _Names:
    """Names of areas and municipalities, each read when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, Any], str] = {}

    def of(self, layer: str, key: str, value: Any) -> str:
        """The name of a row of a layer, whose `key` is the value; the value where there is none."""
        if (layer, value) not in self._known:
            table = LAYER_TABLES[layer]
            query = select(table.c.name).where(table.c[key] == value).order_by(table.c.id.desc()).limit(1)
            with self._store.engine_read() as connection:
                self._known[layer, value] = connection.execute(query).scalar() or str(value)
        return self._known[layer, value]


def _titles(store: Store, changes: Sequence[Row]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for layer in {one["layer"] for one in changes}:
        ids = sorted({one["row"] for one in changes if one["layer"] == layer})
        for row in store.read_ids(layer, ids):
            found[layer, row["id"]] = str(row.get("name") or row.get("number") or f"Nr. {row['id']}")
            if layer == "sign" and row["number"]:
                found[layer, row["id"]] = str(row["number"])
    return found


def _lines(entry: Row, names: _Names) -> list[Line]:
    before, after = entry["before"] or {}, entry["after"] or {}
    shown = [name for name in {**before, **after} if name not in _HIDDEN]
    shown = [name for name in shown if name not in _KEYS or None not in (before.get(name), after.get(name))]
    return [
        line
        for name in shown
        if before.get(name) != after.get(name)
        for line in _field_lines(entry["layer"], name, before.get(name), after.get(name), names)
    ]


def _field_lines(layer: str, name: str, old: Any, new: Any, names: _Names) -> list[Line]:
    if name == "geometry":
        label = _SHAPE if LAYERS[layer].geometry == "POINT" else _OUTLINE
        return [Line(name, label, NOTHING, _moved(old, new))]
    field = LAYERS[layer].field(name)
    if field.kind == "json" and name == "face":
        return _face_lines(Said(field.german, field.english), old, new)
    label = Said(field.german, field.english)
    return [Line(name, label, value_text(field, old, names.of), value_text(field, new, names.of))]


def _moved(old: bytes | None, new: bytes | None) -> Said:
    """`um 12 m versetzt`; of an outline, that it was changed."""
    try:
        was, now = (wkb_bounds(wkb) if wkb else None for wkb in (old, new))
    except BROKEN:
        return Said("geändert", "changed")
    if now is None:
        return Said("entfernt", "removed")
    if was is None:
        return Said("gesetzt", "set")
    if was[:2] != was[2:]:
        return Said("geändert", "changed")
    metres = math.hypot(now[0] - was[0], now[1] - was[1])
    far = f"{metres:.0f}" if metres >= 1 else "weniger als 1"
    return Said(f"um {far} m versetzt", f"moved by {far.replace('weniger als', 'less than')} m")


def _face_lines(label: Said, old: Any, new: Any) -> list[Line]:
    """A line for each slot that is another one."""
    before, after = ({slot["id"]: _slot(slot) for slot in document("face", text).get("slots", ())}
                     for text in (old, new))  # fmt: skip
    changed = [number for number in {**before, **after} if before.get(number) != after.get(number)]
    lines = [
        Line(
            "face",
            Said(f"{label}, Zeile {number}", f"{label.english}, line {number}"),
            Said(before.get(number, "–")),
            Said(after.get(number, "–")),
        )
        for number in changed
    ]
    return lines or [Line("face", label, Said("geändert", "changed"), Said("geändert", "changed"))]


def _slot(slot: Mapping[str, Any]) -> str:
    arrow = {"ahead": "↑ ", "left": "← ", "right": "→ "}.get(slot.get("direction", ""), "")
    metres = slot.get("distance_m")
    return f"{arrow}{slot['text']}" + (f" ({metres:g} m)" if metres is not None else "")


def value_text(field: Field, value: Any, name_of: Callable[[str, str, Any], str]) -> Said:
    """A value of a field as people read it."""
    if value is None or value == "":
        return NOTHING
    if field.kind == "choice" and field.choices and value in field.choices:
        return Said(*field.choices[value])
    if field.kind == "bool":
        return Said("ja", "yes") if value else Said("nein", "no")
    if isinstance(value, datetime | date):
        return Said(f"{value:%d.%m.%Y}", f"{value:%Y-%m-%d}")
    if field.kind == "area":
        return Said(name_of("area", "id", value))
    if field.kind == "ags" and field.name == "municipality":
        return Said(name_of("municipality", "ags", value))
    if isinstance(value, float):
        english = f"{value:g}" if abs(value) < 1e5 else f"{value:.2f}"
        return Said(_with_unit(english.replace(".", ","), field), _with_unit(english, field))
    return Said(_with_unit(str(value), field))


def _with_unit(text: str, field: Field) -> str:
    return f"{text} {field.unit}" if field.unit else text
