"""What is kept with a sign as a document: the face it shows, and the reasoned exceptions it stands under.

Both are JSON objects, checked once at the door and kept as text whose keys are sorted, so that equal
documents are equal texts. Every slot has a number of its own on its sign that stays when slots are moved.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from signage.domain.names import UNSEEN
from signage.domain.validity import read_day
from signage.errors import InvalidInput, Said

Document = dict[str, Any]
DIRECTIONS = ("ahead", "left", "right")
MOST_SLOTS = 60
_LONGEST = 200
_LONGEST_RULE = 80
_LARGEST = 2**31 - 1


def read_face(given: object) -> str:
    """The text that is kept of a face: `letter_height_mm` and `slots` from top to bottom.

    A slot has `text`, and may have `id, direction, distance_m, tenant, is_single_firm, reason, has_logo,
    width_mm`; who leaves `id` out gets the next number. Raises InvalidInput naming each slot at fault.
    """
    face = _object(given, "Inhalt", {"letter_height_mm", "slots"})
    slots = [] if face.get("slots") is None else face["slots"]
    if not isinstance(slots, list) or len(slots) > MOST_SLOTS:
        raise _bad("slots", f"eine Liste von höchstens {MOST_SLOTS}", f"a list of at most {MOST_SLOTS}")
    read = [_slot(slot, at) for at, slot in enumerate(slots, start=1)]
    kept: Document = {"slots": _numbered(read)}
    if (height := _number(face.get("letter_height_mm"), "letter_height_mm", 1, 2000)) is not None:
        kept["letter_height_mm"] = height
    return _text(kept)


def read_exceptions(given: object) -> str:
    """The text that is kept of exceptions: rule -> `reason`, and `who` and `on` once somebody answers for it.

    Raises InvalidInput for an exception without a reason.
    """
    exceptions = _object(given, "Ausnahmen", None)
    kept = {rule: _exception(rule, value) for rule, value in exceptions.items()}
    return _text(kept)


def document(name: str, text: object) -> Document:
    """What a cell of the column `name` (`face` or `exceptions`) holds; not to be changed by who asks.

    Another program may have spoiled the cell. A face that cannot be taken as it is is empty; of exceptions
    those stay that have a reason, without the day or the name that nobody can read.
    """
    return _document(name, text) if text and isinstance(text, str) else {}


@lru_cache(maxsize=4096)
def _document(name: str, text: str) -> Document:
    with suppress(InvalidInput):
        found = _object(text, name, None)
        if name != "exceptions":
            kept: Document = json.loads(READERS[name](found))
            return kept
        return {rule: one for rule, value in found.items() if (one := _excused(rule, value))}
    return {}


def _excused(rule: str, value: object) -> Document | None:
    with suppress(InvalidInput):
        return _exception(rule, value)
    if isinstance(value, dict) and {"who", "on"} & set(value):
        return _excused(rule, {"reason": value.get("reason")})
    return None


READERS: Mapping[str, Callable[[object], str]] = {"face": read_face, "exceptions": read_exceptions}


def _slot(given: object, at: int) -> Document:
    place = f"slots[{at}]"
    slot = _object(given, place, set(_SLOT))
    read = {
        name: value for name, reader in _SLOT.items() if (value := reader(slot.get(name), place)) is not None
    }
    if "text" not in read:
        raise _bad(f"{place}.text", "ein Ziel", "a destination")
    return read


def _numbered(slots: list[Document]) -> list[Document]:
    given = [slot["id"] for slot in slots if "id" in slot]
    if len(set(given)) < len(given):
        raise _bad("slots", "Zeilen mit eigenen Nummern (id)", "slots with numbers (id) of their own")
    if max(given, default=0) + len(slots) > _LARGEST:
        raise _bad("slots", "kleinere Nummern (id)", "smaller numbers (id)")
    following = iter(range(max(given, default=0) + 1, max(given, default=0) + len(slots) + 1))
    return [slot if "id" in slot else {**slot, "id": next(following)} for slot in slots]


def _exception(rule: str, given: object) -> Document:
    if not 0 < len(rule) <= _LONGEST_RULE or _is_unseen(rule):
        raise _bad("exceptions", "der Name einer Regel", "the name of a rule")
    if isinstance(given, str):
        given = {"reason": given}
    value = _object(given, rule, {"reason", "who", "on"})
    reason = _words(value.get("reason"), rule)
    if reason is None:
        raise _bad(f"{rule}.reason", "ein Satz, warum die Regel hier nicht gilt", "a reason")
    answered = {"who": _words(value.get("who"), f"{rule}.who"), "on": _day(value.get("on"), f"{rule}.on")}
    return {"reason": reason} | {name: text for name, text in answered.items() if text}


def _day(value: object, place: str) -> str | None:
    if value is None:
        return None
    with suppress(InvalidInput):
        if isinstance(value, str):
            return read_day(value).isoformat()
    raise _bad(place, "ein Tag wie 2026-11-22", "a day such as 2026-11-22")


def _object(given: object, place: str, known: set[str] | None) -> Document:
    if isinstance(given, str):
        given = _parsed(given, place)
    if not isinstance(given, dict):
        raise _bad(place, "ein Objekt { … }", "an object { … }")
    if known is not None and (strange := sorted(set(given) - known)):
        names, all_names = ", ".join(strange), ", ".join(sorted(known))
        raise _bad(place, f"nur {all_names} (nicht {names})", f"only {all_names} (not {names})")
    return given


def _parsed(text: str, place: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _bad(place, "ein JSON-Objekt", "a JSON object") from None


def _once(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _words(value: object, place: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST or _is_unseen(value):
        raise _bad(place, f"Text bis {_LONGEST} Zeichen in einer Zeile", f"one line of at most {_LONGEST}")
    return value.strip() or None


def _is_unseen(text: str) -> bool:
    return "\n" in text or "\t" in text or UNSEEN.search(text) is not None


def _number(value: object, place: str, low: float, high: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad(place, "eine Zahl", "a number")
    # Compared before anything else is done with it: a whole number may have thousands of digits.
    if not low <= value <= high:
        raise _bad(place, f"eine Zahl von {low:g} bis {high:g}", f"a number from {low:g} to {high:g}")
    return value


def _direction(value: object, place: str) -> str | None:
    if value is not None and value not in DIRECTIONS:
        known = ", ".join(DIRECTIONS)
        raise _bad(f"{place}.direction", f"eines von {known}", f"one of {known}")
    return value if isinstance(value, str) else None


def _truth(value: object, place: str) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise _bad(place, "true oder false", "true or false")
    return value


def _whole(value: object, place: str) -> int | None:
    found = _number(value, place, 1, _LARGEST)
    if found is not None and found != int(found):
        raise _bad(place, "eine ganze Zahl", "a whole number")
    return None if found is None else int(found)


_SLOT: Mapping[str, Callable[[object, str], Any]] = {
    "id": _whole,
    "text": _words,
    "direction": _direction,
    "distance_m": lambda value, place: _number(value, f"{place}.distance_m", 0, 500_000),
    "tenant": _whole,
    "is_single_firm": _truth,
    "reason": _words,
    "has_logo": _truth,
    "width_mm": lambda value, place: _number(value, f"{place}.width_mm", 1, 20_000),
}


def _text(value: Document) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _bad(place: str, german: str, english: str) -> InvalidInput:
    return InvalidInput(Said(f"{place}: Gebraucht wird {german}.", f"{place}: give {english}."))
