"""Values taken out of the history and out of faces; rows, versions and counts stay as they are."""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select, update

from signage.domain.faces import document
from signage.services.privacy.marks import BEGIN
from signage.store.parts import parts
from signage.store.schema import change, change_set

Fields = dict[str, Any]


def redact_history(
    connection: Connection,
    layer: str,
    rows: Sequence[int],
    redact: Callable[[Fields], Fields],
    *,
    before: datetime | None = None,
) -> int:
    """Pass what each change of the rows (of change sets before a moment) says through `redact`; gives how
    many changes say something else now.
    """
    done = 0
    for part in parts(rows):
        query = select(change.c.id, change.c.before, change.c.after).where(
            change.c.layer == layer, change.c.row.in_(part)
        )
        if before is not None:
            query = query.join_from(change, change_set).where(change_set.c.at < before)
        for number, was, now in connection.execute(query).all():
            new = {"before": _redacted(was, redact), "after": _redacted(now, redact)}
            if new != {"before": was, "after": now}:
                connection.execute(update(change).where(change.c.id == number).values(**new))
                done += 1
    return done


def _redacted(text: str | None, redact: Callable[[Fields], Fields]) -> str | None:
    if text is None:
        return None
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError:  # SQLite wrote of another program's edit what is no JSON
        return "{}"
    new = redact(dict(fields))
    return text if new == fields else orjson.dumps(new).decode()


def marked(fields: Fields, names: Collection[str], mark: str) -> Fields:
    """The fields with `mark` in the place of every value of `names`; nothing stays nothing."""
    return {
        name: mark if name in names and value is not None and not is_marked(value) else value
        for name, value in fields.items()
    }


def is_marked(value: object) -> bool:
    """Whether a value is what stands in the place of an erased one."""
    return isinstance(value, str) and value.startswith(BEGIN)


def face_without(text: object, is_meant: Callable[[Fields], bool], mark: str) -> str | None:
    """A sign's face with `mark` as the text of the slots that are meant; None where none is."""
    face = document("face", text)
    slots = face.get("slots", ())
    if not any(is_meant(slot) for slot in slots):
        return None
    kept = [_unnamed(slot, mark) if is_meant(slot) else slot for slot in slots]
    return json.dumps({**face, "slots": kept}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _unnamed(slot: Fields, mark: str) -> Fields:
    return {name: value for name, value in slot.items() if name != "reason"} | {"text": mark}
