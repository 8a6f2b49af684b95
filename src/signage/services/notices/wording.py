"""What stands on a sign and is no longer true, in a sentence: for traffic light, map and table."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from signage.errors import Said
from signage.services.notices.listing import Notice, list_notices
from signage.services.notices.naming import slots_of
from signage.services.rights import Rights
from signage.store import Store


def told(one: Notice) -> Said:
    """What is wrong, in a sentence."""
    if one.reason == "gone":
        return Said(f"Nennt „{one.old}“; die Firma ist weg.", f"Names “{one.old}”; that firm is gone.")
    if one.reason == "renamed":
        return Said(f"Nennt „{one.old}“ statt „{one.new}“.", f"Names “{one.old}” instead of “{one.new}”.")
    return Said(
        f"Führt zu „{one.old}“; die Firma ist umgezogen.", f"Leads to “{one.old}”; that firm has moved."
    )


def untrue_texts(
    store: Store,
    rows: Iterable[Mapping[str, Any]],
    *,
    rights: Rights,
    day: date,
    area: int | None = None,
    sign: int | None = None,
) -> dict[int, tuple[Said, ...]]:
    """By sign what is wrong on it, as far as the rights reach and as far as `rows` still say it: what has
    just been rewritten, and is not saved yet, is wrong no more.
    """
    wrong: dict[int, list[Notice]] = {}
    for one in list_notices(store, rights=rights, day=day, area=area, sign=sign):
        wrong.setdefault(one.sign, []).append(one)
    return {
        row["id"]: texts
        for row in rows
        if row["id"] in wrong and (texts := tuple(told(one) for one in wrong[row["id"]] if _says(row, one)))
    }


def _says(row: Mapping[str, Any], one: Notice) -> bool:
    """Whether the text still stands there; a board that lists all firms of its area is printed."""
    return one.slot is None or any(slot["text"] == one.old for slot in slots_of(row["face"]))
