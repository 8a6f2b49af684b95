"""The end of what is held of one person: in rows, history, reports, proposals, consents, mails and faces.

A sole trader's row keeps its id, area and number on the plan, so that codes and plans still answer; no
directory of any day shows it. Of other firms only the people are erased, not the firm.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, delete, or_, select, update

from signage.domain.names import fold_name
from signage.domain.validity import today
from signage.errors import Said
from signage.services.notices.following import follow
from signage.services.notices.naming import SIGNS
from signage.services.privacy.marks import fields_of, mark
from signage.services.privacy.person import Person, parked_of, signs_of
from signage.services.privacy.redacting import face_without, is_marked, marked, redact_history
from signage.store import Store
from signage.store.account_tables import mail_link
from signage.store.changes import ChangeSet
from signage.store.desk_tables import consent, logo, proposal, sign_notice, upload
from signage.store.firm_tables import firm_listed, firm_word
from signage.store.schema import change, change_set, parked, report, report_photo, search_miss

Row = dict[str, Any]
_WHY = Said("Personenbezogene Angaben gelöscht", "Personal data erased")


def erase_person(store: Store, person: Person, *, who: str, day: date | None = None) -> int | None:
    """Erase a person for good, all or nothing; gives the change set, None where nothing was left to erase.

    What was overwritten is still in free pages of the file until `Store.forget`; backups are not touched.
    """
    word = mark(day or today())
    with store.change(who=who, why=_WHY, alone=True) as change_:
        if change_.connection.dialect.name == "sqlite":
            change_.connection.exec_driver_sql("PRAGMA secure_delete = ON")
        _erase_faces(change_, person, word)
        for row in person.rows:
            change_.update("tenant", row["id"], _emptied(row, person, word))
        follow(change_)
        _erase_beside(change_.connection, person, word)
        _erase_history(change_.connection, person, word)
        return change_.id


def _emptied(row: Row, person: Person, word: str) -> Row:
    new: Row = dict.fromkeys(fields_of(is_person=person.is_person))
    if not person.is_person:
        return new
    end = min(row["valid_to"] or today(), today())
    name = row["name"] if is_marked(row["name"]) else word
    # Of no day at all: a directory of a former day would show the row without its name.
    return new | {"name": name, "valid_from": end, "valid_to": end}


def _erase_faces(change_: ChangeSet, person: Person, word: str) -> None:
    for sign in signs_of(change_.connection, person):
        face = face_without(sign["face"], partial(person.is_slot, sign=sign), word)
        if face is not None:
            change_.update("sign", sign["id"], {"face": face})


def _erase_history(connection: Connection, person: Person, word: str) -> None:
    fields = fields_of(is_person=person.is_person)
    redact_history(connection, "tenant", person.ids, lambda said: marked(said, fields, word))
    if person.is_person:
        for sign in _signs_with_a_past(connection):
            redact_history(
                connection, "sign", [sign["id"]], partial(_faceless, sign=sign, person=person, word=word)
            )
    mine = select(change.c.change_set).where(change.c.layer == "tenant", change.c.row.in_(person.ids))
    reasons = (change_set.c.why, change_set.c.why_english)
    naming = [said.contains(name, autoescape=True) for name in person.names for said in reasons]
    told = select(change_set.c.id, *reasons).where(or_(change_set.c.id.in_(mine), *naming))
    for row in connection.execute(told).mappings().all():
        was = {said.name: row[said] for said in reasons if row[said]}
        new = {name: _without(said, person, word) for name, said in was.items()}
        if new != was:
            connection.execute(update(change_set).where(change_set.c.id == row["id"]).values(new))


def _signs_with_a_past(connection: Connection) -> list[Row]:
    """The signs whose face was ever changed."""
    said = or_(change.c.before.like('%"face"%'), change.c.after.like('%"face"%'))
    changed = select(change.c.row).where(change.c.layer == "sign", said)
    query = select(SIGNS).where(SIGNS.c.id.in_(changed))
    return [dict(row._mapping) for row in connection.execute(query)]


def _faceless(said: Row, sign: Row, person: Person, word: str) -> Row:
    if not said.get("face"):
        return said
    face = face_without(said["face"], partial(person.is_slot, sign=sign), word)
    return said if face is None else said | {"face": face}


def _without(text: str, person: Person, word: str) -> str:
    """A sentence without the values of a person, the longest first."""
    for value in sorted(person.values | person.names, key=len, reverse=True):
        text = text.replace(value, word)
    return text


def _erase_beside(connection: Connection, person: Person, word: str) -> None:
    """What lies beside the layers; each row stays, but for what only served to find or to compare."""
    ids = person.ids

    def of(table: Any) -> Any:
        return table.c.tenant.in_(ids)

    now = datetime.now(UTC)
    photos = list(connection.execute(select(report.c.photo).where(of(report))).scalars())
    emptied: Mapping[Any, Row] = {
        consent: {"given_by": word, "how": word},
        report: {"text": "", "answer": "", "photo": None},
        mail_link: {"mail": word},
        proposal: {"proposed": orjson.dumps({}).decode(), "note": "", "answer": ""},
    }
    for table, values in emptied.items():
        connection.execute(update(table).where(of(table)).values(**values))
    connection.execute(update(mail_link).where(of(mail_link), mail_link.c.ends_at > now).values(ends_at=now))
    still = select(report.c.photo).where(report.c.photo.is_not(None))
    wanted = [photo for photo in photos if photo]
    connection.execute(
        delete(report_photo).where(report_photo.c.hash.in_(wanted), report_photo.c.hash.not_in(still))
    )
    for found_by in (firm_word, firm_listed):
        connection.execute(delete(found_by).where(of(found_by)))
    connection.execute(delete(logo).where(of(logo)))
    for row in parked_of(connection, person):
        connection.execute(
            update(parked).where(parked.c.id == row["id"]).values(content="{}", problems="[]", solved_at=now)
        )
    towns = {row["municipality"] for row in person.rows}
    connection.execute(
        delete(upload).where(upload.c.municipality.in_(towns) | upload.c.municipality.is_(None))
    )
    _erase_terms(connection, person)
    _erase_notices(connection, person, word)


def _erase_terms(connection: Connection, person: Person) -> None:
    names = {fold_name(name) for name in person.names}
    areas = {row["area"] for row in person.rows if row["area"] is not None}
    terms = connection.execute(select(search_miss.c.term).where(search_miss.c.area.in_(areas))).scalars()
    named = [term for term in set(terms) if fold_name(term) in names]
    connection.execute(
        delete(search_miss).where(search_miss.c.area.in_(areas), search_miss.c.term.in_(named))
    )


def _erase_notices(connection: Connection, person: Person, word: str) -> None:
    if not person.is_person:
        return
    query = select(sign_notice.c.id, sign_notice.c.text).where(sign_notice.c.tenant.in_(person.ids))
    for number, text in connection.execute(query).all():
        said = orjson.loads(text)
        new = (
            said
            | {name: word for name in ("old", "new") if said[name]}
            | {"was": [said["was"][0], None, None]}
        )
        connection.execute(
            update(sign_notice).where(sign_notice.c.id == number).values(text=orjson.dumps(new).decode())
        )
