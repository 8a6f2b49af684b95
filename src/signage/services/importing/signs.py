"""What only signs have: types in the words of lists and open geodata, the legal family, codes."""

import re
from collections.abc import Mapping
from dataclasses import replace

from signage.codes import token as tokens
from signage.domain.layers import SIGN
from signage.domain.words import SIGN_TYPES
from signage.errors import InvalidInput, Said
from signage.services.importing.batch import Batch
from signage.services.importing.cells import RefusedCell
from signage.services.importing.values import reader_of

# Words of open geodata for a sign's type.
_WORDS: Mapping[str, str] = {"guidepost": "EIN", "board": "INF", "map": "INF"}
_NO_SIGN = frozenset({"office", "visitor_centre", "terminal", "audioguide"})
_ROAD_SIGN = re.compile(
    r"(?:DE[:.]|Z(?:eichen)?\.?\s*|VZ\s*)?(\d{3,4}(?:[.-]\d{1,3})?)(?:\s*[;,].*)?", re.IGNORECASE
)
_read_word = reader_of(SIGN.field("type"))
_ROAD_SIGN_WORDS = frozenset(
    {"city_limit", "maxspeed", "stop", "give_way", "hazard", "overtaking", "maxweight"}
)


def read_signs(batch: Batch) -> None:
    """Settle type, family, state and code of each sign."""
    _drop_foreign_codes(batch)
    without = 0
    for at in batch.open():
        values = batch.values[at]
        if isinstance(values.get("type"), str):
            _read_type(batch, at)
        if isinstance(values.get("code"), str):
            _read_code(batch, at)
        kind = values.get("type")
        without += kind is None
        derived = batch.derived[at]
        derived.setdefault("state", "existing")
        if isinstance(kind, str):
            derived.setdefault("family", SIGN_TYPES[kind].family)
    if without:
        note = Said(
            f"{without} Schilder nennen keinen Typ. Sie werden ohne Typ und ohne Code geführt, "
            "bis jemand ihn nachträgt.",
            f"{without} signs name no type. They are kept without type and code until somebody adds it.",
        )
        batch.notes.append(note)


def _read_type(batch: Batch, at: int) -> None:
    text = batch.values[at].pop("type")
    kind, family = _known_word(text)
    if kind:
        batch.values[at]["type"] = kind
        return
    if family:
        batch.derived[at]["family"] = family
        problem = Said(
            f"»{text}« ist ein amtliches Verkehrszeichen, aber kein Wegweiser dieses Bestands.",
            f"'{text}' is an official traffic sign, but no guide sign of this inventory.",
        )
        advice = Said("Es wurde ohne Typ übernommen.", "It was taken without a type.")
        batch.remark(at, batch.heading("type"), problem, advice)
        return
    if text in _NO_SIGN:
        problem = Said(f"»{text}« ist kein Schild.", f"'{text}' is no sign.")
        advice = Said("Löschen Sie die Zeile aus der Datei.", "Delete the row from the file.")
        batch.park(at, batch.heading("type"), problem, advice)
        return
    try:
        batch.values[at]["type"] = _read_word(text)
    except RefusedCell as refused:
        batch.park(at, batch.heading("type"), refused.problem, refused.advice)


def _known_word(text: str) -> tuple[str | None, str | None]:
    """Type, or at least family, of a word that lists and geodata use."""
    if text in _WORDS:
        return _WORDS[text], None
    found = _ROAD_SIGN.fullmatch(text)
    if found:
        number = found[1][:3]
        kind = {"432": "AMT", "434": "AMT", "438": "AMT", "437": "STR"}.get(number)
        return (kind, None) if kind else (None, "official")
    return None, "official" if text in _ROAD_SIGN_WORDS else None


def _drop_foreign_codes(batch: Batch) -> None:
    """A column »code« in which nothing is a code of ours is another code; say so and leave it."""
    given = [values["code"] for values in batch.values if isinstance(values.get("code"), str)]
    if not given or any(_token(text) is not None for text in given):
        return
    for values in batch.values:
        values.pop("code", None)
    heading = batch.heading("code")
    rest = {name: places for name, places in batch.columns.fields.items() if name != "code"}
    batch.columns = replace(batch.columns, fields=rest, unrecognised=(*batch.columns.unrecognised, heading))
    note = Said(
        f"Die Spalte »{heading}« enthält keine Schildcodes (z. B. »{given[0]}«) und wurde nicht gelesen.",
        f"The column '{heading}' holds no codes of signs (such as '{given[0]}') and was not read.",
    )
    batch.notes.append(note)


def _token(text: str) -> str | None:
    try:
        token = tokens.normalise(text)
    except InvalidInput:
        return None
    return token if tokens.is_valid(token) else None


def _read_code(batch: Batch, at: int) -> None:
    text = batch.values[at]["code"]
    token = _token(text)
    if token is None:
        problem = Said(f"»{text}« ist kein gültiger Schildcode.", f"'{text}' is no valid code of a sign.")
        advice = Said(
            "Vergleichen Sie ihn mit dem Schild; das letzte Zeichen prüft die übrigen.",
            "Compare it with the sign; the last character checks the others.",
        )
        batch.park(at, batch.heading("code"), problem, advice)
        return
    batch.values[at]["code"] = token
