"""Values sent for a row: each held against the table of layers, all faults named together."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from math import isfinite
from typing import Any

from signage.domain import faces
from signage.domain.fields import PerKind
from signage.domain.keys import read_ags
from signage.domain.layers import KEPT_BY_STORE, Field, Layer
from signage.domain.names import UNSEEN
from signage.domain.validity import read_day
from signage.errors import InvalidInput, Said
from signage.services.degrees import from_geojson

GEOMETRY = "geometry"
_LARGEST = 2**31 - 1
_ONE_LINE = re.compile(r"[\t\n]")
WEB = re.compile(r"(https?://)?[^\s<>\"'`\\@:/]+\.[^\s<>\"'`\\@]+", re.IGNORECASE)
EMAIL = re.compile(r"[^\s<>\"'`\\@:,;]+@[^\s<>\"'`\\@:,;]+\.[^\s<>\"'`\\@:,;]+")


class Refused(Exception):
    """A value that cannot be taken; `why` says so in both languages."""

    def __init__(self, german: str, english: str) -> None:
        super().__init__(german)
        self.why = Said(german, english)


def check_values(layer: Layer, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the store keeps them: dates as `date`, empty text as None, the geometry as WKB in metres.

    Values are JSON's own kinds (a `date` is taken too); the geometry is GeoJSON in degrees, or WKB in metres.
    Raises InvalidInput that names every field at fault.
    """
    clean: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in values.items():
        try:
            clean[name] = _read_geometry(layer, value) if name == GEOMETRY else _read(layer, name, value)
        except Refused as refusal:
            problems[name] = refusal.why
    complain(problems)
    return clean


def complain(problems: Mapping[str, str]) -> None:
    """Raise InvalidInput when there are problems."""
    if problems:
        raise InvalidInput(
            Said(
                "Es wurde nichts gespeichert. Bitte berichtigen: " + ", ".join(problems) + ".",
                "Nothing was stored. Please correct: " + ", ".join(problems) + ".",
            ),
            problems,
        )


def read_value(field: Field, value: object) -> Any:
    """One value of a field, None when it is empty; raises Refused."""
    if isinstance(value, str) and field.kind != "json":
        value = _clean_text(field, value)
    return None if value is None else _READERS[field.kind](field, value)


def _read(layer: Layer, name: str, value: object) -> Any:
    if name in KEPT_BY_STORE or name == "id":
        raise Refused("Das führt der Bestand selbst.", "The inventory keeps this itself.")
    field = layer.editable.get(name)
    if field is None:
        known = ", ".join([*layer.editable, GEOMETRY])
        raise Refused(f"Das Feld gibt es nicht; bekannt sind {known}.", f"No such field; known: {known}.")
    found = read_value(field, value)
    if found is None and field.required:
        raise Refused("Das darf nicht leer sein.", "This must not be empty.")
    return found


def _read_geometry(layer: Layer, value: object) -> bytes | None:
    if value is None:
        if layer.geometry_required:
            raise Refused("Die Lage darf nicht fehlen.", "The place must not be missing.")
        return None
    if isinstance(value, bytes):
        return value
    try:
        return from_geojson(value, layer.geometry)
    except InvalidInput as error:
        raise Refused(error.message, getattr(error.message, "english", error.message)) from error


def _clean_text(field: Field, text: str) -> str | None:
    if UNSEEN.search(text):
        raise Refused("Der Text enthält unsichtbare Zeichen.", "The text has invisible characters in it.")
    text = unicodedata.normalize("NFC", text).strip()
    if field.name != "note" and _ONE_LINE.search(text):
        raise Refused("Der Text muss in einer Zeile stehen.", "The text must stand on one line.")
    return text or None


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise Refused('Gebraucht wird Text in Anführungszeichen ("...").', 'Give text in quotes ("...").')
    if len(value) > field.longest:
        raise Refused(
            f"{len(value)} Zeichen; erlaubt sind {field.longest}.",
            f"{len(value)} characters; at most {field.longest} are allowed.",
        )
    form, german, english = _FORMS.get(field.name, (None, "", ""))
    if form and not form.fullmatch(value):
        raise Refused(german, english)
    return value


def _choice(field: Field, value: object) -> str:
    choices = field.choices or {}
    if isinstance(value, str) and value in choices:
        return value
    german = ", ".join(f"{code} ({words[0]})" for code, words in choices.items())
    english = ", ".join(f"{code} ({words[1]})" for code, words in choices.items())
    raise Refused(f"Kein bekannter Wert; möglich sind {german}.", f"No such value; known: {english}.")


def _int(field: Field, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise Refused("Gebraucht wird eine ganze Zahl.", "Give a whole number.")
    return int(_in_range(field, value))


def _real(field: Field, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise Refused("Gebraucht wird eine Zahl.", "Give a number.")
    return float(_in_range(field, value))


def _in_range(field: Field, value: float) -> float:
    low, high = field.lowest, field.highest
    if (low is None or value >= low) and (high is None or value <= high):
        return value
    span = f"{low:g} – {high:g}" if low is not None and high is not None else f"≥ {low:g}"
    unit = f" {field.unit}" if field.unit else ""
    raise Refused(f"Die Zahl liegt nicht im Bereich {span}{unit}.", f"The number is not within {span}{unit}.")


def _date(_field: Field, value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        with suppress(InvalidInput):
            return read_day(value)
    raise Refused("Gebraucht wird ein Tag wie 2026-11-22.", "Give a day such as 2026-11-22.")


def _bool(_field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("Gebraucht wird true oder false.", "Give true or false.")
    return value


def _ags(_field: Field, value: object) -> str:
    ags = read_ags(value) if isinstance(value, str) else None
    if ags is None:
        raise Refused(
            "Gebraucht wird ein Gemeindeschlüssel aus 8 Ziffern, etwa „16067029“.",
            "Give a municipality's key of 8 digits, such as '16067029'.",
        )
    return ags


def _area(_field: Field, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _LARGEST:
        raise Refused(
            "Gebraucht wird die Nummer (id) eines Gebiets oder sein Kürzel, wenn es nur eines so heißt.",
            "Give the id of an area, or its key where only one has it.",
        )
    return value


def _document(field: Field, value: object) -> str:
    try:
        text = faces.READERS[field.name](value)
    except InvalidInput as error:
        raise Refused(error.message, getattr(error.message, "english", error.message)) from error
    return _text(field, text)


_READERS: PerKind[Callable[[Field, object], Any]] = {
    "text": _text,
    "choice": _choice,
    "int": _int,
    "real": _real,
    "date": _date,
    "bool": _bool,
    "ags": _ags,
    "area": _area,
    "json": _document,
}
_WEB_ADDRESS = (
    WEB,
    "Gebraucht wird eine Internetadresse wie https://www.example.de.",
    "Give a web address such as https://www.example.de.",
)
# A page makes a link of these: nothing but the web, and nothing but a mailbox.
_FORMS = {
    "web": _WEB_ADDRESS,
    "jobs": _WEB_ADDRESS,
    "email": (
        EMAIL,
        "Gebraucht wird eine E-Mail-Adresse wie info@example.de.",
        "Give an e-mail address such as info@example.de.",
    ),
    "district": (
        re.compile("[0-9]{5}"),
        "Gebraucht wird ein Kreisschlüssel aus 5 Ziffern, etwa „16067“.",
        "Give a district's key of 5 digits, such as '16067'.",
    ),
}
