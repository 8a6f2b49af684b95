"""What staff do with reports: read those of their municipality, and settle them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from signage.errors import InvalidInput, NotFound, Said, StaleVersion
from signage.services.reports.taking import STATES
from signage.services.rights import Rights, may_not_settle
from signage.store import Store
from signage.store.reach import narrowed
from signage.store.schema import LAYER_TABLES, report, report_photo

LONGEST_ANSWER = 500
_SETTLED = ("accepted", "refused", "duplicate")
Row = dict[str, Any]


def list_reports(
    store: Store,
    *,
    rights: Rights,
    number: int | None = None,
    state: str | None = None,
    municipality: str | None = None,
    kind: str | None = None,
    area: int | None = None,
    before: int | None = None,
    oldest_first: bool = False,
    settled: bool = False,
    limit: int = 100,
) -> list[Row]:
    """Reports with the names of sign, area and firm, newest first unless said otherwise; only those that the
    rights reach, and only those in a `state`, or `settled` in whatever way.
    """
    wanted = {report.c.id: number, report.c.state: state, report.c.municipality: municipality}
    wanted |= {report.c.kind: kind, report.c.area: area}
    query = _named().where(*(column == value for column, value in wanted.items() if value is not None))
    if before is not None:
        query = query.where(report.c.id < before)
    if settled:
        query = query.where(report.c.state != "open")
    query = query.where(*narrowed(report, rights.reach))
    with store.engine_read() as connection:
        order = report.c.id if oldest_first else report.c.id.desc()
        found = connection.execute(query.order_by(order).limit(limit))
        return [{str(name): value for name, value in row._mapping.items()} for row in found]


def count_reports(store: Store, *, rights: Rights, state: str = "open") -> int:
    """How many reports in a state the rights reach."""
    query = (
        select(func.count())
        .select_from(report)
        .where(report.c.state == state, *narrowed(report, rights.reach))
    )
    with store.engine_read() as connection:
        return int(connection.execute(query).scalar_one())


def one_report(store: Store, number: int, rights: Rights) -> Row:
    """One report; NotFound when there is none, and in the same words when it is another's."""
    found = list_reports(store, rights=rights, number=number, limit=1)
    if not found:
        raise NotFound(
            Said(
                f"Eine Meldung {number} gibt es nicht, oder Ihre Rechte reichen nicht bis dorthin.",
                f"There is no report {number}, or your rights do not reach it.",
            )
        )
    return found[0]


def photo_of(store: Store, number: int, rights: Rights) -> bytes:
    """The photo of a report as JPEG; NotFound where there is none, or the rights do not reach the report."""
    digest = one_report(store, number, rights)["photo"]
    with store.engine_read() as connection:
        content = connection.execute(
            select(report_photo.c.content).where(report_photo.c.hash == digest)
        ).scalar()
    if content is None:
        raise NotFound(Said(f"Zur Meldung {number} gehört kein Foto.", f"Report {number} has no photo."))
    return bytes(content)


def settle_report(
    store: Store,
    number: int,
    *,
    rights: Rights,
    seen_version: int,
    state: str,
    answer: str = "",
    duplicate_of: int | None = None,
) -> Row:
    """Say what becomes of a report, or open it again; gives it as it is now.

    A refusal says why. Raises NotFound, Forbidden when the role does not settle, StaleVersion when it moved
    on, InvalidInput naming what is wrong.
    """
    old = one_report(store, number, rights)
    if not rights.settles(old["municipality"], old["area"]):
        raise may_not_settle()
    _require_version(old, seen_version)
    answer = " ".join(answer.split())
    problems = _problems(store, old, state, answer, duplicate_of, rights)
    if problems:
        raise InvalidInput(_REFUSED, problems)
    values = {
        "state": state,
        "answer": answer,
        "duplicate_of": duplicate_of,
        "settled_by": rights.who if state in _SETTLED else "",
        "settled_at": datetime.now(UTC) if state in _SETTLED else None,
        "version": seen_version + 1,
    }
    this = (report.c.id == number) & (report.c.version == seen_version)
    with store.write_plain() as connection:
        if duplicate_of is not None:
            _require_original(connection, number, duplicate_of)
        done = connection.execute(update(report).where(this).values(values))
    now = one_report(store, number, rights)
    if done.rowcount == 0:
        _require_version(now, seen_version)
    return now


_REFUSED = Said("So geht es nicht.", "This cannot be taken.")
_NO_ORIGINAL = Said(
    "Das ist keine andere Meldung, die selbst für sich steht.",
    "This is no other report that stands for itself.",
)


def _require_original(connection: Connection, number: int, original: int) -> None:
    """Both locked, in one order: two who join each to the other would leave neither in the queue."""
    both = select(report.c.id, report.c.state).where(report.c.id.in_([number, original]))
    rows = connection.execute(both.order_by(report.c.id).with_for_update())
    if {row.id: row.state for row in rows}.get(original) == "duplicate":
        raise InvalidInput(_REFUSED, {"duplicate_of": _NO_ORIGINAL})


def _named() -> Select[Any]:
    sign, area, tenant = (LAYER_TABLES[name] for name in ("sign", "area", "tenant"))
    joined = report.outerjoin(sign, sign.c.id == report.c.sign)
    joined = joined.outerjoin(area, area.c.id == report.c.area)
    joined = joined.outerjoin(tenant, tenant.c.id == report.c.tenant)
    named: list[Any] = [
        sign.c.number.label("sign_number"),
        area.c.name.label("area_name"),
        tenant.c.name.label("tenant_name"),
    ]
    return select(report, *named).select_from(joined)


def _require_version(row: Mapping[str, Any], seen: int) -> None:
    if row["version"] != seen:
        raise StaleVersion(
            Said(
                f"Die Meldung wurde inzwischen geändert: gesehen Fassung {seen}, jetzt {row['version']}.",
                f"The report was changed meanwhile: seen version {seen}, now {row['version']}.",
            ),
            row,
        )


def _problems(
    store: Store, old: Row, state: str, answer: str, duplicate_of: int | None, rights: Rights
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if state not in STATES:
        known = ", ".join(STATES)
        problems["state"] = Said(f"Bekannt sind {known}.", f"Known: {known}.")
    if state == "refused" and not answer:
        problems["answer"] = Said("Eine Ablehnung sagt in einem Satz, warum.", "A refusal says why.")
    if len(answer) > LONGEST_ANSWER:
        problems["answer"] = Said(
            f"Höchstens {LONGEST_ANSWER} Zeichen.", f"At most {LONGEST_ANSWER} characters."
        )
    if (state == "duplicate") != (duplicate_of is not None):
        problems["duplicate_of"] = Said(
            "Die Nummer der anderen Meldung steht bei „duplicate“, sonst nicht.",
            "The number of the other report goes with 'duplicate', and with nothing else.",
        )
    elif duplicate_of is not None and not _is_original(store, old, duplicate_of, rights):
        problems["duplicate_of"] = _NO_ORIGINAL
    return problems


def _is_original(store: Store, old: Row, number: int, rights: Rights) -> bool:
    """Whether a report may be the original of `old`: another one within reach, and no duplicate itself."""
    found = list_reports(store, rights=rights, number=number, limit=1)
    return bool(found) and number != old["id"] and found[0]["state"] != "duplicate"
