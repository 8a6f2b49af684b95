"""All of an area's firms confirmed at once, except those that moved, are gone or are not quite right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from signage.domain.layers import TENANT as LAYER
from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound, RowsRefused, Said
from signage.services import rules
from signage.services.changing import changing
from signage.services.confirming.answers import Answer, values_of
from signage.services.editing import set_values
from signage.services.rights import Rights
from signage.services.standing.firms import FIRMS, TENANT, counts, is_due
from signage.services.tenants.moving import settle_move
from signage.store import Store
from signage.store.changes import ChangeSet

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many firms of each verdict were stored; `meanwhile` are the ids of those that others changed since
    they were seen, of which nothing was stored. `change_set` is None where nothing changed.
    """

    change_set: int | None
    counted: Mapping[str, int]
    meanwhile: tuple[int, ...]
    is_whole: bool  # nothing is left to confirm in the area


def confirm_area(
    store: Store, area: int, answers: Sequence[Answer], *, rights: Rights, on: date | None = None
) -> Confirmed:
    """Store what was said of an area's firms, each named once, in one change set.

    A firm that changed since it was seen, left the area or is out of the rights' reach is left as it is and
    named. Raises RowsRefused, with what is wrong with each, where values cannot be taken: nothing is stored.
    """
    day = on or today()
    with changing(store, who=rights.who, why=_why(store, area)) as change:
        stored = change.current_many("tenant", [answer.firm for answer in answers])
        taken = [
            answer for answer in answers if _stands(change, stored.get(answer.firm), answer, area, rights)
        ]
        refused: dict[int, Mapping[str, str]] = {}
        for answer in taken:
            row = stored[answer.firm]
            try:
                _take(store, change, answer, row, day, rights)
            except InvalidInput as error:
                refused[answer.firm] = error.problems
            except NotFound as error:  # an area or municipality out of reach
                refused[answer.firm] = {"area": error.message}
        if refused:
            raise _refusal(refused, len(answers))
        is_whole = _is_whole(change, area, day)
        if is_whole and taken:
            _confirm_itself(change, area, day, rights)
        return Confirmed(change.id, _counted(taken), _others(answers, taken), is_whole)


def _take(store: Store, change: ChangeSet, answer: Answer, row: Row, day: date, rights: Rights) -> None:
    """Store one answer; a firm that moved is followed by a row of its new place."""
    values = values_of(answer, row, day)
    if answer.verdict == "moved":
        settle_move(store, change, row, values, day, rights)
    else:
        set_values(store, change, LAYER, row, values, rights)


def _why(store: Store, area: int) -> Said:
    row = store.row("area", area)
    named = f": {row['name']}" if row else ""
    return Said(f"Firmen bestätigt{named}", f"Firms confirmed{named}")


def _stands(change: ChangeSet, row: Row | None, answer: Answer, area: int, rights: Rights) -> bool:
    """Whether the firm is still as it was seen, and one of those that may be confirmed here."""
    if row is None or row["version"] != answer.version or row["area"] != area:
        return False
    return row["withdrawn_by"] is None and rights.cover(*rules.place_of(change.connection, "tenant", row))


def _is_whole(change: ChangeSet, area: int, day: date) -> bool:
    """Whether no firm of the area is due any more, whatever municipality it belongs to."""
    due = is_due(change.connection, day)
    query = select(func.count()).select_from(FIRMS).where(TENANT.c.area == area, counts(day), due)
    return not change.connection.execute(query).scalar_one()


def _confirm_itself(change: ChangeSet, area: int, day: date, rights: Rights) -> None:
    """The area's own day of confirmation, which says that its list is complete; no other field of it."""
    row = change.current("area", area)
    if rights.cover(row["municipality"], area):
        change.set_on("area", row, {"confirmed_on": day})


def _counted(taken: Sequence[Answer]) -> dict[str, int]:
    found: dict[str, int] = {}
    for answer in taken:
        found[answer.verdict] = found.get(answer.verdict, 0) + 1
    return found


def _others(answers: Sequence[Answer], taken: Sequence[Answer]) -> tuple[int, ...]:
    firms = {answer.firm for answer in taken}
    return tuple(answer.firm for answer in answers if answer.firm not in firms)


def _refusal(refused: Mapping[int, Mapping[str, str]], of: int) -> RowsRefused:
    count = len(refused)
    german, english = ("braucht", "needs") if count == 1 else ("brauchen", "need")
    return RowsRefused(
        Said(
            f"Es wurde noch nichts gespeichert: {count} von {of} Firmen {german} noch einen Blick.",
            f"Nothing was stored yet: {count} of {of} firms {english} another look.",
        ),
        refused,
    )
