"""Areas split along a line and merged into one, with what lies in them: one change set each, or a preview.

Codes follow by themselves: a sign answers with the directory of the area that its row names. Not for the scan
path: shapely is loaded with this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signage.domain.layers import AREA
from signage.domain.validity import is_valid, today
from signage.errors import InvalidInput, Said
from signage.guidance.direction import bearing_between, compass_point
from signage.services import rules
from signage.services.access import require_write
from signage.services.area_keys import key_like
from signage.services.changing import reason
from signage.services.editing import check_row, check_values, own_row, require_version
from signage.services.inmates import (
    PLACED,
    Inmate,
    Move,
    inmates_of,
    move_all,
    moves_of,
    require_reach,
    taken_numbers,
)
from signage.services.rights import Rights
from signage.services.topology import OutlineFinding, check_outline, municipality_under
from signage.services.values import complain
from signage.siting.outlines.cutting import cut_in_two, goes_along, middle_of, to_wkb, united
from signage.siting.outlines.findings import drawn, outline_of
from signage.store import Store
from signage.store.changes import ChangeSet

__all__ = ["MOST_MERGED", "Move", "Reshaped", "merge_areas", "split_area"]

Row = dict[str, Any]
MOST_MERGED = 50
_SPLIT = Said("Gewerbegebiet geteilt", "Area split")
_JOINED = Said("Gewerbegebiete vereint", "Areas merged")
_COMPASS = {
    "n": "Nord", "ne": "Nordost", "e": "Ost", "se": "Südost",
    "s": "Süd", "sw": "Südwest", "w": "West", "nw": "Nordwest",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reshaped:
    """What a split or a merger did, or in a preview would do.

    `areas` has the area that goes on first, then the new one (its id None in a preview) or those that end.
    `unplaced` are tenants and signs without a place, which stay with the area that goes on. `findings` are
    those of the outlines of `areas` that last, in their order. `change_set` is None in a preview.
    """

    areas: tuple[Row, ...]
    moves: tuple[Move, ...]
    unplaced: tuple[Inmate, ...]
    findings: tuple[tuple[OutlineFinding, ...], ...]
    change_set: int | None = None


def split_area(
    store: Store,
    area_id: int,
    line: bytes,
    *,
    seen_version: int,
    rights: Rights,
    values: Mapping[str, Any] | None = None,
    why: str = "",
    dry_run: bool = False,
) -> Reshaped:
    """Split an area along a line (WKB in EPSG:25832): the larger side goes on as the area, the other becomes
    a new one, which begins today.

    `values` are those of the new area; name and key are proposed where they lack. What lies nearer to the new
    area than to the old goes along and keeps its number. Raises StaleVersion, NotFound also when rows of
    another municipality would have to move, InvalidInput when the line makes no two sides or a value is
    wrong.
    """
    given = check_values(AREA, values or {})
    with store.change(who=rights.who, why=reason(why, _SPLIT), alone=not dry_run) as change:
        old = _of_today(_own_area(change, area_id, rights, "geometry"))
        require_version(old, seen_version)
        stays, goes = cut_in_two(outline_of(old["geometry"]), drawn(line))
        kept = old | {"geometry": to_wkb(stays)}
        new = _new_area(store, old, (stays, goes), given, rights)
        check_row(store, change, AREA, old, kept, rights, said={"geometry"})
        check_row(store, change, AREA, None, new, rights)
        inmates = inmates_of(change, [area_id])
        along = goes_along([one.row["geometry"] for one in inmates], stays, goes)
        moving = [one for one, moves in zip(inmates, along, strict=True) if moves]
        require_reach(change, moving, rights)
        plan = Reshaped(
            areas=(kept, new | {"id": None, "version": 1, "changed_at": change.at}),
            moves=moves_of(moving, ()),
            unplaced=tuple(one for one in inmates if one.row["geometry"] is None and one.layer in PLACED),
            findings=(
                _findings(store, kept, [area_id], rights),
                _findings(store, new, [area_id], rights),
            ),
        )
        return plan if dry_run else _split(change, plan)


def _split(change: ChangeSet, plan: Reshaped) -> Reshaped:
    kept, new = plan.areas
    values = {name: new[name] for name in (*AREA.editable, "geometry")}
    new_id = change.create("area", values)
    kept = change.update("area", kept["id"], {"geometry": kept["geometry"]})
    move_all(change, plan.moves, new_id)
    return _done(change, plan, kept, change.current("area", new_id))


def merge_areas(
    store: Store,
    seen_versions: Mapping[int, int],
    *,
    keep: int,
    rights: Rights,
    why: str = "",
    dry_run: bool = False,
) -> Reshaped:
    """Merge areas (id -> version that was seen) into the one of them to `keep`; the others end today.

    What lies in the others moves to the kept one; a firm whose number on the plan is taken there gets the
    next free one. Raises StaleVersion, NotFound also when rows of another municipality would have to move,
    InvalidInput when these areas cannot be merged.
    """
    _require_several(seen_versions, keep)
    with store.change(who=rights.who, why=reason(why, _JOINED), alone=not dry_run) as change:
        touched = {one: "geometry" if one == keep else "valid_to" for one in sorted(seen_versions)}
        rows = {one: _own_area(change, one, rights, field) for one, field in touched.items()}
        for one, row in rows.items():
            require_version(_of_today(row), seen_versions[one])
        kept, others = rows.pop(keep), [rows[one] for one in seen_versions if one != keep]
        merged = kept | {"geometry": _united([kept, *others])}
        check_row(store, change, AREA, kept, merged, rights, said={"geometry"})
        ended = [row | {"valid_to": today()} for row in others]
        for row in ended:
            complain(rules.span_problems(row))
        inmates = inmates_of(change, [row["id"] for row in others])
        require_reach(change, inmates, rights)
        plan = Reshaped(
            areas=(merged, *ended),
            moves=moves_of(inmates, taken_numbers(change, keep)),
            unplaced=(),
            findings=(_findings(store, merged, [*seen_versions], rights),),
        )
        return plan if dry_run else _merge(change, plan)


def _merge(change: ChangeSet, plan: Reshaped) -> Reshaped:
    kept, *others = plan.areas
    kept = change.update("area", kept["id"], {"geometry": kept["geometry"]})
    ended = [change.update("area", row["id"], {"valid_to": row["valid_to"]}) for row in others]
    move_all(change, plan.moves, kept["id"])
    return _done(change, plan, kept, *ended)


def _done(change: ChangeSet, plan: Reshaped, *areas: Row) -> Reshaped:
    return Reshaped(
        areas=areas,
        moves=plan.moves,
        unplaced=plan.unplaced,
        findings=plan.findings,
        change_set=change.id,
    )


def _require_several(seen_versions: Mapping[int, int], keep: int) -> None:
    if 2 <= len(seen_versions) <= MOST_MERGED and keep in seen_versions:
        return
    raise InvalidInput(
        Said(
            f"Vereinen lassen sich 2 bis {MOST_MERGED} Gebiete, und eines davon bleibt bestehen.",
            f"Name 2 to {MOST_MERGED} areas, one of them the one to keep.",
        )
    )


def _own_area(change: ChangeSet, area_id: int, rights: Rights, field: str) -> Row:
    """The row, locked, of an area of which the role may write the field."""
    row = own_row(change, "area", area_id, rights)
    require_write(change.connection, "area", row, {field}, rights)
    return row


def _of_today(row: Row) -> Row:
    """The row; InvalidInput when the area does not count today."""
    if is_valid(row["valid_from"], row["valid_to"], today()):
        return row
    raise InvalidInput(
        Said(
            f"Das Gebiet {row['name']} ist beendet oder beginnt erst; es lässt sich heute nicht umformen.",
            f"The area {row['name']} has ended or is yet to begin; it cannot be reshaped today.",
        )
    )


def _united(rows: Sequence[Row]) -> bytes:
    return to_wkb(united([outline_of(row["geometry"]) for row in rows]))


def _findings(store: Store, row: Row, but: Sequence[int], rights: Rights) -> tuple[OutlineFinding, ...]:
    found = check_outline(
        store, row["geometry"], municipality=row["municipality"], rights=rights, but=but, area=row.get("id")
    )
    return tuple(found)


def _new_area(store: Store, old: Row, sides: tuple[Any, Any], given: Row, rights: Rights) -> Row:
    """The new area as it will be stored: of the kind of the old one, in the municipality it lies in."""
    geometry = to_wkb(sides[1])
    under = municipality_under(store, geometry) if rights.everywhere else None
    follows = {
        "kind": old["kind"],
        "municipality": under or old["municipality"],
        "valid_from": today(),
        "valid_to": old["valid_to"],
    }
    proposed = {"name": _proposed_name(old, *sides), "number": key_like(store, old["number"])}
    blank = dict.fromkeys([*AREA.editable, "geometry"])
    return blank | follows | proposed | given | {"geometry": geometry}


def _proposed_name(old: Row, stays: Any, goes: Any) -> str:
    """The old name with the side on which the new area lies: `Erfurter Kreuz Ost`."""
    side = compass_point(bearing_between(middle_of(stays), middle_of(goes)))
    longest = AREA.field("name").longest - len("Nordwest") - 1
    return f"{str(old['name'])[:longest]} {_COMPASS[side]}"
