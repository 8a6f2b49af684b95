"""Uploaded files between comparison and acceptance: kept for a day, for the account that sent them."""

import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from signage.errors import Conflict, NotFound, Said
from signage.services.round_trip.reading import Sheet
from signage.services.tidying import UPLOADS_KEPT
from signage.store import Store
from signage.store.desk_tables import upload

MOST: Final = 10  # of one account; the oldest gives way
_KEY_BYTES = 18


@dataclass(frozen=True)
class Upload:
    """A file as it was sent and read; `choices` is what was decided so far, `stamp` its text as stored."""

    key: str
    account: int | None
    file: str
    content: bytes
    sheet: Sheet
    choices: Mapping[str, Any]
    at: datetime
    stamp: str = field(repr=False)


def keep_upload(
    store: Store, *, account: int | None, file: str, content: bytes, parsed: Mapping[str, Any]
) -> str:
    """Keep a file that was read; gives its key. Files of others than the newest ones of the account go."""
    key, now = secrets.token_urlsafe(_KEY_BYTES), datetime.now(UTC)
    row = {
        "key": key,
        "account": account,
        "file": _file_name(file),
        "content": content,
        "parsed": _packed(parsed),
        "choices": "{}",
        "at": now,
    }
    older = select(upload.c.key).where(upload.c.account == account).order_by(upload.c.at.desc())
    with store.write_plain() as connection:
        gone = list(connection.execute(older.offset(MOST - 1)).scalars())
        connection.execute(delete(upload).where(upload.c.key.in_(gone)))
        connection.execute(insert(upload).values(row))
    return key


def load_upload(store: Store, key: str, *, account: int | None) -> Upload:
    """An upload of this account that is not older than a day. NotFound in the same words for all others."""
    query = select(upload).where(
        upload.c.key == key, upload.c.account == account, upload.c.at > datetime.now(UTC) - UPLOADS_KEPT
    )
    with store.engine_read() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise NotFound(
            Said(
                "Diese hochgeladene Datei gibt es nicht (mehr); sie wird einen Tag lang aufgehoben.",
                "This uploaded file does not exist (any more); it is kept for a day.",
            )
        )
    return Upload(
        key=row.key,
        account=row.account,
        file=row.file,
        content=bytes(row.content),
        sheet=Sheet.from_json(orjson.loads(zlib.decompress(row.parsed))),
        choices=orjson.loads(row.choices),
        at=row.at,
        stamp=row.choices,
    )


def list_uploads(store: Store, account: int | None) -> list[tuple[str, str, datetime, bool]]:
    """(key, name of the file, when, whether it was taken) of an account's files, the newest first."""
    columns = (upload.c.key, upload.c.file, upload.c.at, upload.c.choices)
    query = select(*columns).where(
        upload.c.account == account, upload.c.at > datetime.now(UTC) - UPLOADS_KEPT
    )
    with store.engine_read() as connection:
        rows = connection.execute(query.order_by(upload.c.at.desc())).all()
    return [(row.key, row.file, row.at, "taken" in orjson.loads(row.choices)) for row in rows]


def set_choices(store: Store, one: Upload, choices: Mapping[str, Any]) -> None:
    """Remember what was decided."""
    with store.write_plain() as connection:
        settle_choices(connection, one, choices)


def settle_choices(connection: Connection, one: Upload, choices: Mapping[str, Any]) -> None:
    """As `set_choices`, within a transaction. Conflict when it was decided otherwise since `one` was loaded:
    a double click must not take a file twice.
    """
    text = orjson.dumps(choices).decode()
    query = update(upload).where(upload.c.key == one.key, upload.c.choices == one.stamp)
    if connection.execute(query.values(choices=text)).rowcount == 0:
        raise Conflict(
            Said(
                "Diese Datei wurde gerade schon bearbeitet. Bitte die Seite neu laden.",
                "This file was just worked on already. Please reload the page.",
            )
        )


def set_parsed(store: Store, one: Upload, parsed: Mapping[str, Any], choices: Mapping[str, Any]) -> None:
    """Keep what was read from the same file in another way, and what stays decided. Raises as
    `settle_choices`; then what was read before stays.
    """
    with store.write_plain() as connection:
        settle_choices(connection, one, choices)
        connection.execute(update(upload).where(upload.c.key == one.key).values(parsed=_packed(parsed)))


def forget_upload(store: Store, key: str, *, account: int | None) -> None:
    """Let a file of this account go."""
    with store.write_plain() as connection:
        connection.execute(delete(upload).where(upload.c.key == key, upload.c.account == account))


def _packed(parsed: Mapping[str, Any]) -> bytes:
    return zlib.compress(orjson.dumps(parsed), 3)


def _file_name(name: str) -> str:
    """What the file is called, without a path and without characters that nobody sees."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain.strip()[-120:] or "Datei"
