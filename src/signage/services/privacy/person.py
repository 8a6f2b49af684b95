"""One person in the inventory: which rows are theirs, and every record that tells of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Table, select

from signage.domain.names import fold_name, listed
from signage.errors import InvalidInput, NotFound, Said
from signage.services.lineage import lineage_of
from signage.services.notices.naming import SIGNS, TENANTS, slots_of
from signage.services.privacy.marks import fields_of
from signage.services.privacy.redacting import is_marked
from signage.store import Store
from signage.store.account_tables import mail_link
from signage.store.desk_tables import consent, logo, proposal, sign_notice
from signage.store.schema import change, change_set, parked, report
from signage.store.types import BROKEN, wkb_bounds

Row = dict[str, Any]
_LEAST = 3  # letters of a value that is looked for in texts
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Person:
    """A sole trader, or who is named as a firm's contact; `rows` are the firm's, one after another.

    `names` and `values` are all that the rows and their history ever said of the person.
    """

    rows: tuple[Row, ...]
    is_person: bool
    names: frozenset[str]
    values: frozenset[str]

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.rows]

    def is_slot(self, slot: Mapping[str, Any], sign: Mapping[str, Any]) -> bool:
        """Whether a slot of a sign names them: by reference, or by name where they are."""
        if not self.is_person:
            return False
        if "tenant" in slot:
            return slot["tenant"] in self.ids
        is_here = any(
            sign["area"] == row["area"] or sign["municipality"] == row["municipality"] for row in self.rows
        )
        return is_here and fold_name(slot["text"]) in {fold_name(name) for name in self.names}


def find_person(store: Store, name: str = "", tenant: int | None = None) -> Person:
    """The person of this name (as firm, contact or giver of a consent, also a former one), or of a firm's id.

    Raises NotFound, and InvalidInput that lists the firms where several have the name.
    """
    with store.engine_read() as connection:
        found = {tenant} if tenant is not None else _called(connection, fold_name(name))
        lines: list[tuple[Row, ...]] = []
        while found:
            one = lineage_of(connection, [found.pop()]).rows
            if one:
                lines.append(tuple(one[key] for key in sorted(one)))
            found -= one.keys()
        if not lines:
            raise NotFound(_nobody(name or str(tenant)))
        if len(lines) > 1:
            raise InvalidInput(_several(name, [rows[-1] for rows in lines]))
        return _person(connection, lines[0])


def _nobody(name: str) -> Said:
    return Said(f"„{name}“ steht nicht im Bestand.", f"'{name}' is not in the inventory.")


def _several(name: str, rows: Sequence[Row]) -> Said:
    some = listed([f"{row['id']} ({row['name']})" for row in rows], _NAMED)
    return Said(
        f"„{name}“ passt auf mehrere Firmen: {some}. Nennen Sie eine mit --tenant NUMMER.",
        f"'{name}' fits several firms: {some.english}. Name one with --tenant NUMBER.",
    )


def _called(connection: Connection, name: str) -> set[int]:
    columns = (TENANTS.c.name, TENANTS.c.contact, TENANTS.c.consented_by)
    found = {
        row[0]
        for row in connection.execute(select(TENANTS.c.id, *columns))
        if any(value and fold_name(value) == name for value in row[1:])
    }
    query = select(change.c.row, change.c.before).where(
        change.c.layer == "tenant", change.c.before.is_not(None)
    )
    for row_id, before in connection.execute(query):
        said = _fields(before)
        if any(fold_name(str(said[one.name])) == name for one in columns if said.get(one.name)):
            found.add(row_id)
    return found


def _person(connection: Connection, rows: tuple[Row, ...]) -> Person:
    is_person = any(row["is_person"] for row in rows)
    ids = [row["id"] for row in rows]
    fields = fields_of(is_person=is_person)
    said: list[Row] = [*rows]
    for before, after in connection.execute(
        select(change.c.before, change.c.after).where(change.c.layer == "tenant", change.c.row.in_(ids))
    ):
        said += [_fields(text) for text in (before, after) if text]
    texts = {one[name] for one in said for name in fields if isinstance(one.get(name), str)}
    texts |= set(connection.execute(select(consent.c.given_by).where(consent.c.tenant.in_(ids))).scalars())
    names = {one["name"] for one in said if one.get("name")} if is_person else set()
    return Person(
        rows,
        is_person,
        frozenset(name for name in names if not is_marked(name)),
        frozenset(text for text in texts if len(text) >= _LEAST and not is_marked(text)),
    )


def _fields(text: str) -> Row:
    try:
        found: Row = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return found


def records_of(store: Store, person: Person) -> dict[str, list[Row]]:
    """Everything that the inventory holds of a person, by kind, ready for JSON."""
    with store.engine_read() as connection:
        found = {kind: [_plain(row) for row in connection.execute(query).mappings()]
                 for kind, query in _queries(person.ids).items()}  # fmt: skip
        found["signs"] = [_plain(row) for row in signs_of(connection, person)]
        found["parked"] = [_plain(row) for row in parked_of(connection, person)]
    return found


def _queries(ids: Sequence[int]) -> dict[str, Select[Any]]:
    sets = select(
        change_set.c.at, change_set.c.who, change_set.c.why, change.c.action, change.c.version,
        change.c.before, change.c.after,
    ).join_from(change, change_set)  # fmt: skip
    return {
        "firm": select(TENANTS).where(TENANTS.c.id.in_(ids)),
        "history": sets.where(change.c.layer == "tenant", change.c.row.in_(ids)).order_by(change.c.id),
        **{name: select(table).where(table.c.tenant.in_(ids)) for name, table in OF_TENANTS.items()},
    }


OF_TENANTS: Mapping[str, Table] = {
    "consents": consent,
    "proposals": proposal,
    "reports": report,
    "mails": mail_link,
    "notices": sign_notice,
    "logos": logo,
}


def signs_of(connection: Connection, person: Person) -> list[Row]:
    """The signs with a slot that names the person."""
    query = select(SIGNS).where(SIGNS.c.face.is_not(None))
    return [row for row in map(_as_row, connection.execute(query)) if _names(person, row)]


def _names(person: Person, sign: Row) -> bool:
    return any(person.is_slot(slot, sign) for slot in slots_of(sign["face"]))


def parked_of(connection: Connection, person: Person) -> list[Row]:
    """Rows of files that could not be taken, with the person's name and another value of theirs."""
    names = {fold_name(name) for name in person.names}
    found: list[Row] = []
    for row in map(_as_row, connection.execute(select(parked).where(parked.c.content != "{}"))):
        cells = {str(value) for value in _fields(row["content"]).values() if value}
        others = (cells & person.values) - person.names
        if others and any(fold_name(cell) in names for cell in cells):
            found.append(row)
    return found


def _as_row(row: Any) -> Row:
    return dict(row._mapping)


def _plain(row: Mapping[Any, Any]) -> Row:
    return dict(_plain_items(row))


def _plain_items(row: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if name in ("hash", "png"):  # opens a link; a picture lies beside as a file
            continue
        if isinstance(value, datetime | date):
            yield str(name), value.isoformat()
        elif isinstance(value, bytes):
            yield str(name), _position(value)
        elif name in ("before", "after") and value:
            yield str(name), _fields(value)
        else:
            yield str(name), value


def _position(wkb: bytes) -> list[float] | None:
    try:
        bounds = wkb_bounds(wkb)
    except BROKEN:
        return None
    return list(bounds[:2]) if bounds else None
