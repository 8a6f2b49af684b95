"""Records of what firms agreed to, and their end: also where a row no longer says so by any other way, such
as an edit of its legal basis, a workbook, a taking back, or another program.

What a firm no longer agrees to is over for all the rows that it was and will be, and its logo goes with it.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, or_, select, update

from signage.domain.audience import CONSENTS, NONE, open_consents
from signage.domain.validity import today
from signage.services.lineage import GOES_ON, kin_of
from signage.store.changes import ChangeSet
from signage.store.desk_tables import consent, logo
from signage.store.schema import change as log

Row = dict[str, Any]
SAYING: Final = ("consents", "legal_basis", "consented_on")  # columns of a firm by which a consent is open
_IMPORTED = "Bestand"  # where nothing but the columns of the row said so


def open_kinds(row: Mapping[str, Any]) -> frozenset[str]:
    """What a firm's row says that it agrees to today."""
    return open_consents(row["consents"], row["legal_basis"], row["consented_on"], today())


def imported(row: Row) -> list[Row]:
    """What legal basis and day of the row say, as records that are not kept yet."""
    if row["consents"]:
        return []
    given = {"given_on": row["consented_on"], "given_by": row["consented_by"] or "", "how": _IMPORTED}
    rest = {"id": None, "tenant": row["id"], "withdrawn_on": None, "recorded_by": ""}
    return [given | rest | {"what": kind} for kind in CONSENTS if kind in open_kinds(row)]


def keep_imported(connection: Connection, row: Row, who: str) -> None:
    """Keep records of what the columns of a row say, unless there are some."""
    known = set(connection.execute(select(consent.c.what).where(consent.c.tenant == row["id"])).scalars())
    for one in imported(row):
        if one["what"] not in known:
            record(connection, row["id"], one["what"], one["given_on"], one["given_by"], one["how"], who)


def record(connection: Connection, tenant: int, kind: str, day: date, giver: str, how: str, who: str) -> None:
    """Keep that a firm agreed to something."""
    row = {"tenant": tenant, "what": kind, "given_on": day, "given_by": giver, "how": how}
    connection.execute(insert(consent).values(row | {"recorded_by": who}))


def write_open(change: ChangeSet, row: Row, kinds: Collection[str]) -> None:
    """Let a row say what is open."""
    said = " ".join(kind for kind in CONSENTS if kind in kinds)
    change.set_on("tenant", row, {"consents": said or NONE})


def end_consents(change: ChangeSet, row: Row, gone: Collection[str], on: date, who: str) -> None:
    """Let a row no longer say that a firm agrees to `gone`, and end the records of it."""
    _end_records(change.connection, row, gone, on, who)
    write_open(change, row, open_kinds(row) - set(gone))


def _end_records(connection: Connection, was: Row, gone: Collection[str], on: date, who: str) -> None:
    keep_imported(connection, was, who)
    its_own = consent.c.tenant == was["id"]
    standing = its_own & consent.c.withdrawn_on.is_(None) & consent.c.what.in_(gone)
    connection.execute(update(consent).where(standing).values(withdrawn_on=on))
    if "logo" in gone:
        connection.execute(delete(logo).where(logo.c.tenant == was["id"]))


def end_what_closed(change: ChangeSet, number: int | None, who: str) -> None:
    """End the consents that the rows touched by the change set `number` no longer say, theirs and those of
    the same firms' other rows.
    """
    if number is None:
        return
    former = _said_before(change.connection, number)
    for row_id, row in change.current_many("tenant", list(former)).items():
        if gone := open_kinds(row | former[row_id]) - open_kinds(row):
            _end_records(change.connection, row | former[row_id], gone, today(), who)
            _end_of_kin(change, row_id, gone, who)


def _end_of_kin(change: ChangeSet, row_id: int, gone: Collection[str], who: str) -> None:
    others = kin_of(change.connection, {row_id}, GOES_ON) - {row_id}
    for row in change.current_many("tenant", sorted(others)).values():
        if ended := open_kinds(row).intersection(gone):
            end_consents(change, row, ended, today(), who)


def closes_any(connection: Connection, numbers: Sequence[int]) -> bool:
    """Whether a change set changed a column by which a consent may have been open."""
    return any(_said_before(connection, number) for number in numbers)


def _said_before(connection: Connection, number: int) -> dict[int, Row]:
    """What of SAYING stood in the firms that a change set changed there, by id."""
    telling = or_(*(log.c.before.like(f'%"{name}"%') for name in SAYING))
    query = select(log.c.row, log.c.before).where(
        log.c.change_set == number, log.c.layer == "tenant", log.c.action == "update", telling
    )
    found: dict[int, Row] = {}
    for row_id, before in connection.execute(query.order_by(log.c.id)):
        said = {name: value for name, value in orjson.loads(before).items() if name in SAYING}
        if "consented_on" in said:
            said["consented_on"] = _day(said["consented_on"])
        found[row_id] = said | found.get(row_id, {})
    return {row_id: said for row_id, said in found.items() if said}


def _day(text: str | None) -> date | None:
    """None where there was no day, or another program wrote what is none."""
    with suppress(ValueError, TypeError):
        return date.fromisoformat(text or "")
    return None
