"""One queue of what visitors report and firms propose, with what belongs together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from signage.domain.keys import id_in
from signage.domain.validity import at_the_signs
from signage.errors import NotFound
from signage.services.proposals.kinds import ADDRESS, CORRECTING, MOVING, SETTLED, WAITING
from signage.services.proposals.listing import list_proposals, no_such_proposal
from signage.services.reports.settling import list_reports
from signage.services.rights import Rights
from signage.store import Store

PROPOSAL, REPORT = "p", "r"
MOST = 1_000  # of each that one look takes in
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that waits, or was settled; `key` is `p12` for a proposal and `r7` for a report.

    `values` are proposed, `then` is what the firm saw, `now` what is stored; `firm` is the row itself.
    """

    key: str
    kind: str
    day: date
    state: str
    version: int
    source: str
    area: int | None
    area_name: str
    municipality: str | None
    firm: Row | None
    sign: Row | None
    text: str
    photo: bool
    times: int
    answer: str
    settled_by: str
    duplicate_of: int | None
    change_set: int | None
    values: Mapping[str, Any] = field(default_factory=dict)
    then: Mapping[str, Any] = field(default_factory=dict)
    since: date | None = None
    seen_row: int | None = None
    code: str = ""
    same: tuple["Entry", ...] = ()

    @property
    def number(self) -> int:
        return int(self.key[1:])

    @property
    def is_report(self) -> bool:
        return self.key[0] == REPORT

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def moved_on(self) -> bool:
        """Whether the firm was changed otherwise since it spoke."""
        return self.firm is not None and any(self.firm[name] != was for name, was in self.then.items())

    @property
    def correctable(self) -> tuple[str, ...]:
        """The fields that a clerk may put right while taking it."""
        if self.kind == "moved":
            return MOVING
        if self.kind == "correct":
            return tuple(name for name in CORRECTING if name in self.values)
        return ("name", *ADDRESS, "activity") if self.kind == "entry" and self.firm else ()


def queue(
    store: Store,
    *,
    rights: Rights,
    waiting: bool = True,
    kind: str = "",
    area: int | None = None,
    oldest_first: bool = False,
) -> list[Entry]:
    """What waits, or what was settled, newest first unless said otherwise; each with what is alike, of
    whatever kind or area that is.
    """
    found = _some(store, rights, waiting, oldest_first, kind=kind or None, area=area)
    if waiting:
        all_of_it = found if not kind and area is None else _some(store, rights, waiting, oldest_first)
        same = _alike({one.key: one for one in (*all_of_it, *found)})
        found = [replace(one, same=same(one)) for one in found]
    return sorted(found, key=lambda one: (one.day, one.is_report, one.number), reverse=not oldest_first)


def _some(store: Store, rights: Rights, waiting: bool, oldest_first: bool, **asked: Any) -> list[Entry]:
    # Cut off where the list ends, not where it begins.
    some: Any = {"rights": rights, "oldest_first": oldest_first, "limit": MOST, **asked}
    proposals = list_proposals(store, states=WAITING if waiting else SETTLED, **some)
    reports = list_reports(store, state="open" if waiting else None, settled=not waiting, **some)
    return _entries(store, proposals, reports)


def entry(store: Store, key: str, *, rights: Rights) -> Entry:
    """One of the queue, whatever its state; NotFound for none, and in the same words for another's."""
    kind, text = key[:1], key[1:]
    number = id_in(text) or 0
    if kind not in (PROPOSAL, REPORT) or not number:
        raise no_such_proposal(0)
    is_report = kind == REPORT
    proposals = [] if is_report else list_proposals(store, rights=rights, number=number, limit=1)
    reports = list_reports(store, rights=rights, number=number, limit=1) if is_report else []
    found = _entries(store, proposals, reports)
    if not found:
        missing: NotFound = no_such_proposal(number)
        raise missing
    if not found[0].is_waiting:
        return found[0]
    others = queue(store, rights=rights)
    return next((one for one in others if one.key == key), found[0])


def _entries(store: Store, proposals: list[Row], reports: list[Row]) -> list[Entry]:
    rows = [*proposals, *reports]
    firms = _by_id(store, "tenant", [row["tenant"] for row in rows])
    signs = _by_id(store, "sign", [row["sign"] for row in reports])
    made = [_of_proposal(row, firms) for row in proposals]
    return [*made, *(_of_report(row, firms, signs) for row in reports)]


def _by_id(store: Store, layer: str, ids: list[int | None]) -> dict[int, Row]:
    wanted = sorted({row_id for row_id in ids if row_id is not None})
    return {row["id"]: row for row in store.read_ids(layer, wanted)} if wanted else {}


def _of_proposal(row: Row, firms: Mapping[int, Row]) -> Entry:
    return Entry(
        key=f"{PROPOSAL}{row['id']}", day=at_the_signs(row["at"]).date(), source=row["source"], sign=None,
        text=row["note"], photo=False, times=1, values=row["values"], then=row["then"], since=row["since"],
        seen_row=row["seen_version"], **_common(row, firms),
    )  # fmt: skip


def _of_report(row: Row, firms: Mapping[int, Row], signs: Mapping[int, Row]) -> Entry:
    return Entry(
        key=f"{REPORT}{row['id']}", day=row["day"], source="", sign=signs.get(row["sign"]), text=row["text"],
        photo=row["photo"] is not None, times=row["times"], code=row["code"], **_common(row, firms),
    )  # fmt: skip


def _common(row: Row, firms: Mapping[int, Row]) -> Row:
    same = ("kind", "state", "version", "area", "municipality", "answer", "settled_by", "duplicate_of")
    common = {name: row[name] for name in (*same, "change_set")}
    return common | {"area_name": row["area_name"] or "", "firm": firms.get(row["tenant"])}


def _alike(entries: Mapping[str, Entry]) -> Callable[[Entry], tuple[Entry, ...]]:
    """What else waits of the same firm, or of the same sign in the same matter."""
    of_firms, of_signs = dict[int, list[Entry]](), dict[tuple[int, str], list[Entry]]()
    for one in entries.values():
        if one.state == "open" and one.firm is not None:
            of_firms.setdefault(one.firm["id"], []).append(one)
        if one.state == "open" and one.sign is not None:
            of_signs.setdefault((one.sign["id"], one.kind), []).append(one)

    def same(one: Entry) -> tuple[Entry, ...]:
        if one.state != "open":
            return ()
        if one.firm is not None:
            found = of_firms[one.firm["id"]]
        else:
            found = of_signs[one.sign["id"], one.kind] if one.sign is not None else []
        return tuple(other for other in found if other.key != one.key)

    return same
