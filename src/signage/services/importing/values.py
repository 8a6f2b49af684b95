"""Cells of a file as values of a field: what people and spreadsheets do to dates, numbers, keys and text.

A reader gives the value, None for an empty cell, CLEAR for a hyphen, or `Mended` when it had to guess; it
raises `Refused` with a sentence for the report.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from signage.domain.keys import read_ags
from signage.domain.layers import Field, fold_heading
from signage.domain.validity import today
from signage.formats.table import Cell

Reader = Callable[[Cell], Any]


class Refused(Exception):
    """A cell that cannot be taken."""

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Mended:
    """A value that is not quite what the cell says, and why."""

    value: Any
    remark: str


class _Clear:
    def __repr__(self) -> str:
        return "CLEAR"


CLEAR = _Clear()
_HYPHENS = frozenset({"-", "–", "—"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_UNTIDY = re.compile(r"^\s|\s$|\s\s|[^\S ]|\u00a0|\u200b|\ufeff")
_BROKEN = re.compile(r"[ÃÂÅâ][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]|\ufffd")
_ESCAPED = re.compile(r"^'[=+\-@]")


def tidy(cell: Cell, *, repair: bool = False) -> str | None:
    """The cell as text of one line without stray blanks, None when empty. Markup stays the text that it is.

    Raises Refused on control characters and on text that was decoded wrongly.
    """
    if cell is None:
        return None
    text = cell if isinstance(cell, str) else _spoken(cell)
    if text.isascii() and text.isprintable() and _is_tidy(text):
        return text
    if _CONTROL.search(text):
        raise Refused("Der Text enthält unsichtbare Steuerzeichen.", "Tippen Sie den Text neu ein.")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _BROKEN.search(text):
            text = _unbroken(text, repair=repair)
    if _UNTIDY.search(text):
        text = _BLANKS.sub(" ", text).strip()
    if text.startswith("'") and _ESCAPED.match(text):
        text = text[1:]
    return text or None


def _is_tidy(text: str) -> bool:
    """The common case, told without a pattern."""
    return text != "" and " " not in (text[0], text[-1]) and "  " not in text and text[0] != "'"


def _spoken(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _unbroken(text: str, *, repair: bool) -> str:
    meant = undo_mojibake(text)
    if meant is None:
        if "\ufffd" not in text:
            return text
        raise Refused(
            f"In »{text}« sind Zeichen verloren gegangen.",
            "Speichern Sie die Datei neu als UTF-8 oder XLSX.",
        )
    if repair:
        return meant
    raise Refused(
        f"»{text}« ist falsch kodiert; gemeint ist wohl »{meant}«.",
        "Berichtigen Sie den Text, oder importieren Sie mit --repair.",
    )


def undo_mojibake(text: str) -> str | None:
    """The text before UTF-8 was read as Windows-1252, None when that is not what happened."""
    for name in ("cp1252", "latin-1"):
        try:
            return text.encode(name).decode("utf-8")
        except UnicodeError:
            continue
    return None


def reader_of(field: Field, *, repair: bool = False) -> Reader:
    """The reader of cells for `field`."""
    special = _BY_NAME.get(field.name) or _BY_KIND.get(field.kind)
    choices = _choice_words(field) if field.choices else {}
    longest = field.longest

    def read(cell: Cell) -> Any:
        if cell is None:
            return None
        text = tidy(cell, repair=repair)
        if text is None:
            return None
        if text in _HYPHENS:
            return CLEAR
        if field.choices:
            return _choice(field, text, choices)
        if special:
            return special(field, cell, text)
        if len(text) > longest:
            raise Refused(f"{len(text)} Zeichen, erlaubt sind {longest}.", "Kürzen Sie den Text.")
        return text

    return read


def _ags(_field: Field, _cell: Cell, text: str) -> str:
    """An AGS where it is one (also cut from the 12 digits of the regional key), else the text: a
    municipality's name.
    """
    digits = re.sub(r"\.0+$", "", re.sub(r"\s", "", text))
    if re.fullmatch(r"[0-9]{12}", digits):
        return digits[:5] + digits[9:]
    return read_ags(text) or text


def _key(field: Field, cell: Cell, text: str) -> str:
    ags = _ags(field, cell, text)
    if not re.fullmatch(r"[0-9]{8}", ags):
        raise Refused(
            f"»{text}« ist kein Gemeindeschlüssel (8 Ziffern).", "Tragen Sie den AGS ein, z. B. 16067029."
        )
    return ags


def _district(_field: Field, _cell: Cell, text: str) -> str:
    digits = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]{4,5}", digits):
        raise Refused(f"»{text}« ist kein Kreisschlüssel (5 Ziffern).", "Tragen Sie z. B. 16067 ein.")
    return digits.zfill(5)


# `99867 Gotha` is taken apart when the whole row is known (see `addresses`).
_PLACE_TOO = re.compile(r"[0-9]{5}\s+\D")


def _postcode(field: Field, _cell: Cell, text: str) -> str | Mended:
    text = re.sub(r"^(D|DE)[\s-]+(?=[0-9])", "", re.sub(r"\.0+$", "", text))
    if re.fullmatch(r"[0-9]{4}", text):
        return "0" + text
    if text.isdecimal() and len(text) != 5:
        raise Refused(f"»{text}« ist keine Postleitzahl (5 Ziffern).", "Berichtigen Sie die Postleitzahl.")
    if len(text) > field.longest and not _PLACE_TOO.match(text):
        raise Refused(f"»{text[:40]}« ist keine Postleitzahl.", "Berichtigen Sie die Postleitzahl.")
    return text


def _house_number(field: Field, _cell: Cell, text: str) -> str:
    as_date = re.match(r"(\d{4})-(\d\d)-(\d\d)(T|$)", text)
    if as_date:
        meant = f"{int(as_date[3])}-{int(as_date[2])}"
        raise Refused(
            f"Excel hat die Hausnummer in ein Datum verwandelt ({text[:10]}); gemeint ist wohl {meant}.",
            f"Formatieren Sie die Zelle als Text und tragen Sie {meant} ein.",
        )
    if len(text) > field.longest:
        raise Refused(f"{len(text)} Zeichen, erlaubt sind {field.longest}.", "Kürzen Sie die Hausnummer.")
    return re.sub(r"(?<=\d)\s+(?=[a-zA-Z]$)", "", text)


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2}|\d{4})(?:\s+[0-9:]+)?")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:[T ].*)?")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_YEAR = re.compile(r"(\d{4})")
_EXCEL_ZERO = date(1899, 12, 30)
_AHEAD = 30


def _date(field: Field, cell: Cell, text: str) -> date | Mended | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 20_000 <= cell <= 80_000:
        return _possible(_EXCEL_ZERO + timedelta(days=int(cell)), text)
    if field.name == "valid_to" and "9999" in text:
        return None
    if found := _ISO.fullmatch(text) or _SLASHED.fullmatch(text):
        return _possible(_made(int(found[1]), int(found[2]), int(found[3]), text), text)
    if found := _GERMAN.fullmatch(text):
        return _possible(_made(_century(found[3]), int(found[2]), int(found[1]), text), text)
    if found := _MONTH.fullmatch(text):
        day = _possible(_made(int(found[2]), int(found[1]), 1, text), text)
        return Mended(day, f"»{text}« nennt keinen Tag; gespeichert als {day:%d.%m.%Y}.")
    if found := _YEAR.fullmatch(text):
        day = _possible(date(max(int(text), 1), 1, 1), text)
        return Mended(day, f"»{text}« nennt nur das Jahr; gespeichert als {day:%d.%m.%Y}.")
    raise Refused(f"»{text[:40]}« ist kein Datum.", "Schreiben Sie Tag.Monat.Jahr, z. B. 01.04.2026.")


def _century(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number
    return number + 2000 if number + 2000 <= today().year + _AHEAD else number + 1900


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(f"Den Tag »{text[:40]}« gibt es nicht.", "Berichtigen Sie das Datum.") from None


def _possible(day: date, text: str) -> date:
    if 1900 <= day.year <= today().year + _AHEAD:
        return day
    swapped = str(day.year)[0] + str(day.year)[2] + str(day.year)[1] + str(day.year)[3]
    swapped = "2018" if day.year == 2108 else swapped
    meant = f" Meinten Sie {swapped}?" if 1900 <= int(swapped) <= today().year + _AHEAD else ""
    raise Refused(
        f"Das Jahr {day.year} in »{text[:40]}« kann nicht stimmen.", f"Berichtigen Sie das Jahr.{meant}"
    )


_BOOLS = {
    **dict.fromkeys(("ja", "j", "x", "yes", "y", "true", "wahr", "1", "✓", "✔"), True),
    **dict.fromkeys(("nein", "n", "no", "false", "falsch", "0"), False),
}


def _bool(_field: Field, _cell: Cell, text: str) -> bool:
    try:
        return _BOOLS[text.casefold()]
    except KeyError:
        raise Refused(f"»{text[:40]}« ist weder ja noch nein.", "Schreiben Sie ja oder nein.") from None


_UNITS = {"mm": 0.001, "cm": 0.01, "m": 1.0}
_NUMBER = re.compile(r"([+-]?[0-9][0-9.,\u00a0' ]*|[+-]?[.,][0-9]+)\s*([^\d\s.,]+)?")


def number_in(text: str) -> float | None:
    """The number in German or English writing (`1.234,5`, `1,234.5`, `50,86`), None when it is none."""
    text = text.replace("\u00a0", "").replace(" ", "").replace("'", "").replace("−", "-")
    if "," in text and "." in text:
        text = (
            text.replace(".", "").replace(",", ".")
            if text.rfind(",") > text.rfind(".")
            else text.replace(",", "")
        )
    elif text.count(",") == 1:
        text = text.replace(",", ".")
    elif text.count(".") > 1 or text.count(",") > 1:
        text = text.replace(".", "").replace(",", "")
    try:
        return float(text)
    except ValueError:
        return None


def _real(field: Field, cell: Cell, text: str) -> float:
    number = (
        float(cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool)
        else _measured(field, text)
    )
    if number is None or number != number or number in (float("inf"), float("-inf")):
        raise Refused(f"»{text[:40]}« ist keine Zahl.", "Tragen Sie eine Zahl ein.")
    return _in_range(field, number, text)


def _measured(field: Field, text: str) -> float | None:
    found = _NUMBER.fullmatch(text)
    number = number_in(found[1]) if found else None
    if found is None or number is None:
        return None
    unit = (found[2] or field.unit or "").removesuffix(".")
    if unit == field.unit or (unit == "Grad" and field.unit == "°"):
        return number
    if unit in _UNITS and field.unit in _UNITS:
        return round(number * _UNITS[unit] / _UNITS[field.unit], 6)
    return None


def _int(field: Field, cell: Cell, text: str) -> int:
    thousands = re.fullmatch(r"[+-]?[0-9]{1,3}([.\s][0-9]{3})+", text)
    number = (
        float(re.sub(r"[.\s]", "", text)) if thousands and isinstance(cell, str) else _real(field, cell, text)
    )
    if not float(number).is_integer():
        raise Refused(f"»{text[:40]}« ist keine ganze Zahl.", "Tragen Sie eine ganze Zahl ein.")
    return int(_in_range(field, number, text))


def _in_range(field: Field, number: float, text: str) -> float:
    low, high = field.lowest, field.highest
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"von {low or 0:g} bis {high:g}" if high is not None else f"ab {low:g}"
        raise Refused(
            f"»{text[:40]}« liegt außerhalb des Erlaubten ({span} {field.unit}".rstrip() + ").",
            "Prüfen Sie Zahl und Einheit.",
        )
    return number


# Compass points as signs' lists write them; in German O is east.
_POINTS = ("N", "NNO", "NO", "ONO", "O", "OSO", "SO", "SSO", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_COMPASS = {name: at * 22.5 for at, name in enumerate(_POINTS)}
_COMPASS |= {name.replace("O", "E"): degrees for name, degrees in _COMPASS.items()}
_COMPASS |= {
    "NORD": 0.0,
    "OST": 90.0,
    "SÜD": 180.0,
    "WEST": 270.0,
    "NORTH": 0.0,
    "EAST": 90.0,
    "SOUTH": 180.0,
}


def _bearing(field: Field, cell: Cell, text: str) -> float:
    if text.upper() in _COMPASS:
        return _COMPASS[text.upper()]
    return _real(field, cell, text) % 360


def _web(field: Field, _cell: Cell, text: str) -> str:
    if len(text) > field.longest:
        raise Refused(f"{len(text)} Zeichen, erlaubt sind {field.longest}.", "Kürzen Sie die Adresse.")
    if re.match(r"(?!https?:)[a-zA-Z][\w+.-]*:(?!\d)", text):
        raise Refused(f"»{text[:40]}« ist keine Internetadresse.", "Gebraucht wird https://...")
    return text


def _choice_words(field: Field) -> Mapping[str, str]:
    """Folded word -> code: the code, the German and English word, and what stands in brackets behind it."""
    words: dict[str, str] = {}
    for code, spoken in (field.choices or {}).items():
        for word in (code, *spoken):
            outer, _, inner = word.partition("(")
            for part in (word, outer, *re.split(r"[/,;)]", inner)):
                if fold_heading(part):
                    words.setdefault(fold_heading(part), code)
    return words


def _choice(field: Field, text: str, words: Mapping[str, str]) -> str:
    folded = fold_heading(re.sub(r"\.0+$", "", text))
    if folded in words:
        return words[folded]
    longer = {code for word, code in words.items() if len(folded) >= 4 and word.startswith(folded)}
    if len(longer) == 1:
        return longer.pop()
    known = ", ".join(f"{code} ({german})" for code, (german, _) in (field.choices or {}).items())
    raise Refused(f"»{text[:60]}« ist kein bekannter Wert.", f"Erlaubt sind: {known}.")


_BY_KIND: Mapping[str, Callable[[Field, Cell, str], Any]] = {
    "ags": _ags,
    "date": _date,
    "bool": _bool,
    "real": _real,
    "int": _int,
}
_BY_NAME: Mapping[str, Callable[[Field, Cell, str], Any]] = {
    "ags": _key,
    "successor": _key,
    "district": _district,
    "postcode": _postcode,
    "house_number": _house_number,
    "bearing_deg": _bearing,
    "web": _web,
}
