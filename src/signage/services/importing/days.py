"""Days as Germans, programs and Excel write them."""

import re
from datetime import date, timedelta

from signage.domain.layers import Field
from signage.domain.validity import today
from signage.formats.table import Cell
from signage.services.importing import sentences
from signage.services.importing.cells import Mended, RefusedCell

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2}|\d{4})(?:\s+[0-9:]+)?")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:[T ].*)?")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_YEAR = re.compile(r"(\d{4})")
_EXCEL_ZERO = date(1899, 12, 30)
_AHEAD = 30


def read_day(field: Field, cell: Cell, text: str) -> date | Mended | None:
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
        return Mended(day, sentences.only_the_month(text, day))
    if found := _YEAR.fullmatch(text):
        day = _possible(date(max(int(text), 1), 1, 1), text)
        return Mended(day, sentences.only_the_year(text, day))
    raise RefusedCell(*sentences.no_date(text))


def _century(year: str) -> int:
    number = int(year)
    if len(year) == 4:
        return number
    return number + 2000 if number + 2000 <= today().year + _AHEAD else number + 1900


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise RefusedCell(*sentences.no_such_day(text)) from None


def _possible(day: date, text: str) -> date:
    if 1900 <= day.year <= today().year + _AHEAD:
        return day
    swapped = str(day.year)[0] + str(day.year)[2] + str(day.year)[1] + str(day.year)[3]
    swapped = "2018" if day.year == 2108 else swapped
    meant = swapped if 1900 <= int(swapped) <= today().year + _AHEAD else ""
    raise RefusedCell(*sentences.odd_year(day.year, text, meant))
