"""A workbook against the inventory: as it went out, as it came back, as it is stored now.

Row by row and field by field; nothing is changed here.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from signage.domain.names import fold_name
from signage.domain.validity import today
from signage.errors import Said
from signage.services.rights import Rights
from signage.services.round_trip import saying
from signage.services.round_trip.alike import Firms, is_open, leaves, likeness, where_of
from signage.services.round_trip.bases import as_exported
from signage.services.round_trip.columns import ADDRESS, CORRECTED, Labels
from signage.services.round_trip.columns import GONE as IS_GONE
from signage.services.round_trip.columns import MOVED as HAS_MOVED
from signage.services.round_trip.file_rows import FileRow, rows_of, said_by
from signage.services.round_trip.lines import (
    ADD,
    AS,
    CHANGED,
    CONFIRMED,
    END,
    FROM,
    GONE,
    LEAVE,
    MISSING,
    MOVE,
    MOVED,
    NEW,
    REPLACE,
    TAKE,
    UNCHANGED,
    UNCLEAR,
    CellChange,
    Comparison,
    Line,
)  # fmt: skip
from signage.services.round_trip.marks import fingerprint_of
from signage.services.round_trip.reading import Sheet
from signage.services.round_trip.rekeying import with_keys
from signage.services.round_trip.scope import Ground, Row, load_ground
from signage.store import Store

Progress = Callable[[int, int], None]
_OTHER_NAME = 60  # percent: a name less alike is another firm's, if the address is another one too
_SAY_EACH = 500


@dataclass(frozen=True)
class Sides:
    """What the rows of a file are held against. `trusted`: the keys are of this inventory for sure.

    `language` is that of the workbook.
    """

    ground: Ground
    labels: Labels
    language: str
    stored: Mapping[int, Row]
    bases: Mapping[int, Row | None]
    firms: Firms
    day: date
    trusted: bool
    went_out: frozenset[int] | None = None  # the keys of the export; None where nobody knows


def compare_own(
    store: Store, sheet: Sheet, *, rights: Rights, progress: Progress = lambda _done, _total: None
) -> Comparison:
    """A workbook of ours against what is stored and within the rights."""
    ground, rows, marks = load_ground(store, rights), rows_of(sheet), sheet.marks
    notes = list[Said]()
    if marks is not None and marks.store != fingerprint_of(store):
        notes.append(saying.OTHER_STORE)
        rows, marks = [replace(row, key=None) for row in rows], None
    elif marks is None:
        notes.append(saying.NO_MARKS)
    keys = {row.key for row in rows if row.key is not None} | set(marks.versions if marks else ())
    found = {row["id"]: row for row in store.read_ids("tenant", sorted(keys))}
    stored = {key: row for key, row in found.items() if ground.reaches(row) and row["withdrawn_by"] is None}
    versions = {row.key: row.version for row in rows if row.key in stored and row.key and row.version}
    versions |= {key: version for key, version in (marks.versions if marks else {}).items() if key in stored}
    labels = Labels.of(list(ground.areas.values()), ground.towns)
    known = {key: version for key, version in versions.items() if key and version}
    bases = as_exported(store, stored, known)
    if marks is not None:
        went_out = {key: base for key, base in bases.items() if key in marks.versions}
        rows, given = with_keys(rows, went_out, labels, marks.language)
        notes += [saying.keys_given(given)] if given else []
    day = today()
    here = [row for row in store.read("tenant") if ground.reaches(row) and is_open(row, day)]
    sides = Sides(
        ground=ground,
        labels=labels,
        language=marks.language if marks else "de",
        stored=stored,
        bases=bases,
        firms=Firms(here, ground.areas),
        day=day,
        trusted=marks is not None,
        went_out=frozenset(marks.versions) if marks else None,
    )
    lines = _lines(rows, sides, progress)
    if marks is not None:
        present = {row.key for row in rows}
        absent = [key for key in marks.versions if key not in present and key in stored]
        lines += [missing_line(sides, stored[key]) for key in absent if stored[key]["valid_to"] is None]
    return Comparison(lines, notes)


def _lines(rows: list[FileRow], sides: Sides, progress: Progress) -> list[Line]:
    often = Counter(row.key for row in rows if row.key is not None)
    claimed = frozenset(often)
    names = {
        fold_name(base["name"] or ""): key
        for key, base in sides.bases.items()
        if base is not None and often[key]
    }
    lines: list[Line] = []
    for done, row in enumerate(rows):
        if done % _SAY_EACH == 0:
            progress(done, len(rows))
        if row.fault:
            lines.append(_unclear(row, row.fault))
        elif row.key is None:
            line = new_line(row.row, *said_by(row, {}, sides.labels, sides.language), sides, but=claimed)
            odd = [saying.ODD_KEY] if row.is_odd_key else []
            lines.append(replace(line, reasons=[*odd, *line.reasons]) if odd else line)
        else:
            lines.append(_known_row(row, sides, often[row.key], names))
    progress(len(rows), len(rows))
    return lines


def _known_row(row: FileRow, sides: Sides, often: int, names: Mapping[str, int]) -> Line:
    """A row with a key: of a firm that is stored, else unclear."""
    assert row.key is not None
    stored, base = sides.stored.get(row.key), sides.bases.get(row.key)
    if stored is None:
        return _unclear(row, saying.UNKNOWN_KEY)
    if base is None:
        return _unclear(row, saying.UNKNOWN_VERSION, stored)
    values, problems, remarks = said_by(row, base, sides.labels, sides.language)
    if sides.went_out is not None and row.key not in sides.went_out:
        # Entered by hand, and given its key with the verdicts: what was left empty was left to us.
        values = {name: value for name, value in values.items() if value is not None}
    if often > 1 and ("name" in values or "name" in problems):
        return _copy(row, values, sides)
    if often > 1:
        twin = _unclear(row, saying.TWICE, stored)
        return twin if values or row.action else replace(twin, kind=UNCHANGED, reasons=())
    line = _judged(row, sides, stored, base, (values, problems, remarks))
    doubt = _other_firm(row, values, base, names, sides)
    if doubt is None:
        return line
    can = [LEAVE]
    if not line.problems:
        can += [MOVE] if row.action == HAS_MOVED and MOVE in line.can else []
        can += [TAKE, REPLACE] if doubt is saying.OTHER_FIRM else [TAKE]
    return replace(line, kind=UNCLEAR, reasons=[doubt, *line.reasons], can=can, default=LEAVE)


def _other_firm(row: FileRow, values: Row, base: Row, names: Mapping[str, int], sides: Sides) -> Said | None:
    """Why the row seems to be about another firm than its key says, None where it does not."""
    if "name" not in values or not base["name"]:
        return None
    owner = names.get(fold_name(values["name"]))
    if owner is not None and owner != row.key:
        return saying.SWAPPED
    is_other = likeness(values["name"], base["name"]) < _OTHER_NAME
    if is_other and (not sides.trusted or ADDRESS & values.keys() or len(values) >= 3):
        return saying.OTHER_FIRM
    return None


def _copy(row: FileRow, values: Row, sides: Sides) -> Line:
    """A row that was copied, key and all, to enter a new firm."""
    line = new_line(row.row, values, {}, [], sides)
    whole, problems, _ = said_by(row, {}, sides.labels, sides.language)
    cells = _cells(whole, problems, {}, {})
    can = (LEAVE,) if problems else (LEAVE, ADD)
    return replace(line, kind=UNCLEAR, cells=cells, reasons=[saying.COPIED], can=can, default=LEAVE)


def _judged(
    row: FileRow, sides: Sides, stored: Row, base: Row, said: tuple[Row, dict[str, str], list[str]]
) -> Line:
    """The line of a firm that is stored: three states, field by field."""
    values, problems, remarks = said
    derived: Row = {}
    if row.action and "confirmed_on" not in values and row.action != IS_GONE:
        derived["confirmed_on"] = sides.day
    if row.action == IS_GONE and not values.get("valid_to") and stored["valid_to"] is None:
        derived["valid_to"] = sides.day
    cells = _cells(values, problems, base, stored)
    line = Line(
        key=str(row.row),
        row=row.row,
        kind=_kind(row, cells, derived, stored),
        name=row.name or stored["name"],
        tenant=stored["id"],
        version=stored["version"],
        where=where_of(stored, sides.ground.areas),
        cells=cells,
        derived=derived,
        reasons=[*_doubts(row, cells, base, stored, sides.day), *(_said(remark) for remark in remarks)],
    )
    if line.problems or row.is_odd_action:
        return replace(line, kind=UNCLEAR, can=(LEAVE,), default=LEAVE)
    can = ways_of(line)
    if line.conflicts or _doubts(row, cells, base, stored, sides.day):
        return replace(line, kind=UNCLEAR, can=can, default=LEAVE)
    return line if line.kind == UNCHANGED else replace(line, can=can, default=can[1])


def ways_of(line: Line) -> tuple[str, ...]:
    """What may be done with a firm that is stored: one that moved is elsewhere from a day on, unless its
    address was only wrong.
    """
    return (LEAVE, MOVE, TAKE) if line.kind == MOVED else (LEAVE, TAKE)


def _cells(
    values: Row, problems: Mapping[str, str], base: Mapping[str, Any], stored: Mapping[str, Any]
) -> list[CellChange]:
    """The fields in which the file says other than it was given, and other than is stored."""
    found = []
    for name in [*values, *(name for name in problems if name not in values)]:
        was, now, mine = base.get(name), stored.get(name), values.get(name)
        if name in problems:
            found.append(CellChange(field=name, stored=now, mine=None, problem=problems[name]))
        elif mine != now:
            found.append(CellChange(field=name, stored=now, mine=mine, exported=was, is_conflict=now != was))
    return found


def _kind(row: FileRow, cells: list[CellChange], derived: Row, stored: Row) -> str:
    said = {cell.field: cell.mine for cell in cells}
    changed = said.keys()
    ends = "valid_to" in derived or bool(said.get("valid_to"))
    if row.action == HAS_MOVED and changed & ADDRESS:
        return MOVED  # a day beside it is that of the move
    if row.action == IS_GONE or (ends and stored["valid_to"] is None):
        return GONE if ends or changed else UNCHANGED
    if row.action != CORRECTED and leaves(stored, said):
        return MOVED
    if changed:
        return CHANGED
    return (
        CONFIRMED
        if derived.get("confirmed_on", stored["confirmed_on"]) != stored["confirmed_on"]
        else UNCHANGED
    )


def _doubts(row: FileRow, cells: list[CellChange], base: Row, stored: Row, day: date) -> list[Said]:
    """Why a row cannot go through without somebody looking at it."""
    found = []
    if row.is_odd_action:
        found.append(saying.ODD_ACTION)
    if row.action == HAS_MOVED and not {cell.field for cell in cells} & ADDRESS:
        found.append(saying.MOVED_WHERE)
    ended = (
        stored["valid_to"] is not None
        and stored["valid_to"] <= day
        and stored["valid_to"] != base["valid_to"]
    )
    if ended and (cells or row.action) and row.action != IS_GONE:
        found.append(saying.ended_meanwhile(stored["valid_to"]))
    if any(cell.is_conflict for cell in cells):
        found.append(saying.CHANGED_MEANWHILE)
    return found


def new_line(
    number: int,
    values: Row,
    problems: Mapping[str, str],
    remarks: Sequence[str],
    sides: Sides,
    *,
    but: frozenset[int] = frozenset(),
) -> Line:
    """The line of a row without a key: a new firm, unless one like it is stored."""
    cells = _cells(values, problems, {}, {})
    line = Line(
        key=str(number), row=number, kind=NEW, name=str(values.get("name") or ""), cells=cells,
        where=where_of(values, sides.ground.areas), reasons=[_said(remark) for remark in remarks],
        can=(LEAVE, ADD), default=ADD,
    )  # fmt: skip
    if problems or "name" not in values:
        lacking = [] if problems else [saying.NAME_LACKS]
        return replace(line, kind=UNCLEAR, can=(LEAVE,), default=LEAVE, reasons=[*lacking, *line.reasons])
    if values.get("area") is None and values.get("geometry") is None:
        reasons = [saying.AREA_LACKS, *line.reasons]
        return replace(line, kind=UNCLEAR, can=(LEAVE,), default=LEAVE, reasons=reasons)
    found = sides.firms.like(values, but=but)
    likes = [sides.firms.candidate(found.same["id"], 100)] if found.same else found.similar
    if not likes:
        return line
    can = [LEAVE, ADD]
    for one in likes:
        if one.tenant not in but:
            can += [FROM + str(one.tenant)] if leaves(sides.firms.rows[one.tenant], values) else []
            can.append(AS + str(one.tenant))
    return replace(
        line,
        kind=UNCLEAR,
        candidates=likes,
        reasons=[saying.PERHAPS_KNOWN, *line.reasons],
        can=tuple(can),
        default=LEAVE,
    )


def _said(remark: str) -> Said:
    return remark if isinstance(remark, Said) else Said(remark)


def missing_line(sides: Sides, row: Row) -> Line:
    """A firm that went out and did not come back: asked about, never ended silently."""
    key = row["id"]
    return Line(
        key=f"m{key}", row=None, kind=MISSING, name=row["name"], tenant=key, version=row["version"],
        where=where_of(row, sides.ground.areas), derived={"valid_to": sides.day},
        reasons=[saying.ROW_GONE], can=(LEAVE, END), default=LEAVE,
    )  # fmt: skip


def _unclear(row: FileRow, why: Said, stored: Row | None = None) -> Line:
    return Line(
        key=str(row.row),
        row=row.row,
        kind=UNCLEAR,
        name=row.name,
        tenant=stored["id"] if stored else None,
        version=stored["version"] if stored else None,
        reasons=[why],
    )
