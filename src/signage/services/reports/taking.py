"""Taking a report: the same thing said twice is one report that counts two."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from signage.domain.validity import is_valid
from signage.services.reports.forms import LONGEST_S
from signage.services.secret_keys import hashed
from signage.store import Store
from signage.store.desk_tables import sent_form
from signage.store.schema import LAYER_TABLES, report, report_photo, upsert

KINDS: Final = ("gone", "entry", "damaged", "pasted")
STATES: Final = ("open", "accepted", "refused", "duplicate")
ABOUT_THE_SIGN: Final = ("damaged", "pasted")
LONGEST_NOTE = 500  # characters
MOST_NOTES_A_DAY, MOST_PHOTOS_A_DAY = 20, 10  # of one sign; what comes later that day is counted only


@dataclass(frozen=True, slots=True)
class Subject:
    """A sign that is reported, and where it belongs; ids are those of the rows."""

    code: str
    sign: int | None
    number: str
    area: int | None
    area_name: str
    sign_ags: str | None
    area_ags: str | None

    def in_charge(self, kind: str) -> str | None:
        """The AGS of the municipality in charge: the sign's for what is wrong with the sign, else that of
        its area.
        """
        own, others = (
            (self.sign_ags, self.area_ags) if kind in ABOUT_THE_SIGN else (self.area_ags, self.sign_ags)
        )
        return own or others


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a visitor reports; `photo` is a JPEG as `cleaned_photo` gives it."""

    kind: str
    language: str
    tenant: int | None = None
    text: str = ""
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a report: its number, whether it was counted with an older one, whether note or photo
    found no room any more; the note that was kept, and whether its photo was. `again`: the same form came
    before.
    """

    number: int
    joined: bool
    trimmed: bool
    note: str = ""
    has_photo: bool = False
    again: bool = False


def subject_of(store: Store, token: str) -> Subject | None:
    """The sign that carries a code, also one that was taken down; None for a code of no sign."""
    sign = store.sign_of(token)
    if sign is None:
        return None
    area = store.row("area", sign["area"]) if sign["area"] is not None else None
    return Subject(
        code=token,
        sign=sign["id"],
        number=sign["number"] or "",
        area=area["id"] if area else None,
        area_name=area["name"] if area else "",
        sign_ags=sign["municipality"],
        area_ags=area["municipality"] if area else None,
    )


def plain_note(text: str) -> str:
    """A note as it is kept: whole characters, lines that end in one way, no control characters."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


def report_of_form(store: Store, token: str) -> Taken | None:
    """The report that a form has made already: a thumb tapped twice."""
    with store.engine_read() as connection:
        return _of_form(connection, token)


def take_report(
    store: Store, subject: Subject, given: Report, day: date, *, words: bool = True, form: str = ""
) -> Taken:
    """Store a report. With `words` False, or when the sign has had its share of the day, it is counted
    without its note and photo.

    An open report of the same kind, sign and firm that says no less is the same report. `form` is the token
    of the form it came by: however often that is sent, it is taken once. Raises Unavailable when the store
    cannot be written.
    """
    with store.write_plain() as connection:
        store.take_turn(connection, alone=True)
        if (before := _of_form(connection, form)) is not None:
            return before
        taken = _taken(connection, subject, given, day, words)
        if form:
            _remember(connection, form, taken.number)
        return taken


def _taken(connection: Connection, subject: Subject, given: Report, day: date, words: bool) -> Taken:
    tenant = _tenant(connection, subject, given.tenant, day)
    note, photo = _in_bounds(connection, subject, given, day) if words else ("", None)
    same = _same(connection, subject, given.kind, tenant, note)
    if same is not None and same.photo is not None:
        photo = None  # a report has one photo: nothing would point to another
    kept: Any = {
        "trimmed": (note, photo) != (given.text, given.photo),
        "note": note,
        "has_photo": photo is not None,
    }
    if same is not None:
        _count(connection, same, _keep_photo(connection, photo))
        return Taken(same.id, joined=True, **kept)
    row = {
        "day": day,
        "kind": given.kind,
        "code": subject.code,
        "sign": subject.sign,
        "area": subject.area,
        "tenant": tenant,
        "municipality": subject.in_charge(given.kind),
        "language": given.language,
        "text": note,
        "photo": _keep_photo(connection, photo),
        "times": 1,
        "state": "open",
        "answer": "",
        "settled_by": "",
        "version": 1,
    }
    made = connection.execute(insert(report).values(row)).inserted_primary_key
    assert made is not None
    return Taken(int(made[0]), joined=False, **kept)


def _of_form(connection: Connection, token: str) -> Taken | None:
    query = select(sent_form.c.report).where(sent_form.c.hash == hashed(token))
    number = connection.execute(query).scalar() if token else None
    return None if number is None else Taken(number, joined=False, trimmed=False, again=True)


def _remember(connection: Connection, token: str, number: int) -> None:
    now = datetime.now(UTC)
    connection.execute(delete(sent_form).where(sent_form.c.ends_at <= now))
    row = {"hash": hashed(token), "report": number, "ends_at": now + timedelta(seconds=2 * LONGEST_S)}
    connection.execute(insert(sent_form).values(row))


def _tenant(connection: Connection, subject: Subject, tenant: int | None, day: date) -> int | None:
    """The firm, if it is one of the sign's list."""
    if tenant is None or subject.area is None:
        return None
    table = LAYER_TABLES["tenant"]
    found = connection.execute(
        select(table.c.valid_from, table.c.valid_to).where(
            table.c.id == tenant, table.c.area == subject.area, table.c.withdrawn_by.is_(None)
        )
    ).first()
    return tenant if found and is_valid(found.valid_from, found.valid_to, day) else None


def _in_bounds(
    connection: Connection, subject: Subject, given: Report, day: date
) -> tuple[str, bytes | None]:
    """Note and photo as far as the sign's share of the day goes."""
    if not given.text and given.photo is None:
        return "", None
    today = select(
        func.count().filter(report.c.text != ""), func.count().filter(report.c.photo.is_not(None))
    ).where(report.c.code == subject.code, report.c.day == day)
    notes, photos = connection.execute(today).one()
    note = given.text if notes < MOST_NOTES_A_DAY else ""
    return note, given.photo if photos < MOST_PHOTOS_A_DAY else None


def _same(connection: Connection, subject: Subject, kind: str, tenant: int | None, note: str) -> Any:
    query = select(report.c.id, report.c.photo).where(
        report.c.code == subject.code,
        report.c.kind == kind,
        report.c.tenant.is_(None) if tenant is None else report.c.tenant == tenant,
        report.c.state == "open",
        or_(report.c.text == note, note == ""),  # type: ignore[arg-type]
    )
    return connection.execute(query.order_by(report.c.id).limit(1)).first()


def _count(connection: Connection, same: Any, photo: str | None) -> None:
    values: dict[str, Any] = {"times": report.c.times + 1}
    if photo is not None:
        values |= {"photo": photo, "version": report.c.version + 1}
    connection.execute(update(report).where(report.c.id == same.id).values(values))


def _keep_photo(connection: Connection, photo: bytes | None) -> str | None:
    """The hash under which a photo is kept."""
    if photo is None:
        return None
    digest = hashlib.sha256(photo).hexdigest()
    statement = upsert(connection.dialect.name, report_photo).values(hash=digest, content=photo)
    connection.execute(statement.on_conflict_do_nothing())
    return digest
