"""What is kept with a sign as a document: the face it shows, and the reasoned exceptions it stands under.

Both are JSON objects, checked once at the door and kept as text whose keys are sorted, so that equal
documents are equal texts. Every slot has a number of its own on its sign that stays when slots are moved.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from signage.errors import InvalidInput, Said

Document = dict[str, Any]
DIRECTIONS = ("ahead", "left", "right")
MOST_SLOTS = 60
_LONGEST = 200


def read_face(given: object) -> str:
    """The text that is kept of a face: `letter_height_mm` and `slots` from top to bottom.

    A slot has `text`, and may have `id, direction, distance_m, tenant, is_single_firm, reason, has_logo,
    width_mm`; who leaves `id` out gets the next number. Raises InvalidInput naming each slot at fault.
    """
    face = _object(given, "Inhalt", {"letter_height_mm", "slots"})
    slots = face.get("slots") or []
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


def document(text: str | None) -> Document:
    """The object that a text holds; empty when there is none, or when another program spoiled it."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


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
    following = iter(range(max(given, default=0) + 1, max(given, default=0) + len(slots) + 1))
    return [slot if "id" in slot else {**slot, "id": next(following)} for slot in slots]


def _exception(rule: str, given: object) -> Document:
    if isinstance(given, str):
        given = {"reason": given}
    value = _object(given, rule, {"reason", "who", "on"})
    reason = _words(value.get("reason"), rule)
    if reason is None:
        raise _bad(f"{rule}.reason", "ein Satz, warum die Regel hier nicht gilt", "a reason")
    answered = {name: str(value[name])[:_LONGEST] for name in ("who", "on") if value.get(name)}
    return {"reason": reason} | answered


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
        return json.loads(text)
    except ValueError:
        raise _bad(place, "ein JSON-Objekt", "a JSON object") from None


def _words(value: object, place: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST or any(_unseen(value)):
        raise _bad(place, f"Text bis {_LONGEST} Zeichen in einer Zeile", f"one line of at most {_LONGEST}")
    return value.strip() or None


def _unseen(text: str) -> Iterator[bool]:
    return (ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000 for sign in text)


def _number(value: object, place: str, low: float, high: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _bad(place, "eine Zahl", "a number")
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
    found = _number(value, place, 1, 2**31 - 1)
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
