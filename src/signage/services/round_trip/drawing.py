"""The workbook itself: what is locked, what can be chosen, how it prints. Text stays text, whatever it looks
like.
"""

import math
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from signage.domain.layers import Field
from signage.domain.validity import at_the_signs
from signage.errors import Said
from signage.services.round_trip import instructions
from signage.services.round_trip.columns import (
    ACTIONS,
    FIELDS,
    GONE,
    MOVED,
    NO,
    STAYS,
    YES,
    as_text,
    headings,
    in_language,
)
from signage.services.round_trip.marks import SHEET, Marks, to_cells

FREE_ROWS = 500  # below the firms, for new ones
_OPTIONS = {
    "strings_to_urls": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "constant_memory": True,
}
_INK, _PAPER, _LINE, _SOFT = "#171A8B", "#FFFFFF", "#D5D8E0", "#F4F6FA"
_KEPT = 2  # hidden columns before what a person sees
_FIRST = _KEPT + 1
_WIDTHS = {
    "name": 34, "area": 26, "number": 11, "street": 24, "house_number": 15, "postcode": 10, "place": 20,
    "activity": 30, "wz_code": 13, "wz_edition": 13, "email": 26, "web": 28, "jobs": 28, "contact": 22,
    "legal_basis": 28, "note": 40, "lorry_note": 28, "delivery_hours": 22,
}  # fmt: skip
_WRAPPED = frozenset({"name", "area", "street", "place", "activity", "contact", "note", "lorry_note"})
_LINE_POINTS, _MOST_LINES = 14.5, 6
_NARROW = 1.08  # a letter is a little narrower than the digit that widths are counted in
_ARROW = 3  # characters that the arrow of a filter takes
_PRINTED_TO = "wz_code"
_MESSAGES = {
    "area": Said("Bitte aus der Liste wählen.", "Please choose from the list."),
    "postcode": Said("Fünf Ziffern, auch mit einer Null vorn.", "Five digits, a leading zero included."),
    "valid_to": Said(
        "Der erste Tag, an dem die Firma nicht mehr da ist.", "The first day on which the firm is not there."
    ),
    "wz_edition": Said("2008 oder 2025", "2008 or 2025"),
}
_DAYS = (date(1900, 1, 1), date(2100, 12, 31))


def draw(
    rows: Sequence[Sequence[Any]],
    marks: Marks,
    *,
    title: str,
    areas: Sequence[str],
    codes: Sequence[str],
) -> bytes:
    """The workbook; `rows` begin with id, version and an empty action, then come the fields."""
    language = marks.language
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    book.set_properties({"title": as_text(title), "comments": marks.exported_at.isoformat()})
    _draw_instructions(book, marks, title, len(rows))
    lists = _Lists(areas, codes, language)
    _draw_firms(book, rows, marks, title, lists)
    lists.draw(book, in_language(instructions.LISTS, language))
    hidden = book.add_worksheet(SHEET)
    for line, cell in enumerate(to_cells(marks)):
        hidden.write_string(line, 0, cell)
    hidden.very_hidden()
    book.close()
    return packed.getvalue()


class _Lists:
    """What can be chosen, on a hidden sheet: a list in the rule itself holds 255 characters only."""

    def __init__(self, areas: Sequence[str], codes: Sequence[str], language: str) -> None:
        self.name = in_language(instructions.LISTS, language)
        legal = next(field for field in FIELDS if field.name == "legal_basis").choices or {}
        self.columns: dict[str, list[str]] = {
            "to_do": [in_language(said, language) for said in ACTIONS.values()],
            "area": [as_text(label) for label in areas],
            "bool": [in_language(YES, language), in_language(NO, language)],
            "legal_basis": [words[language == "en"] for words in legal.values()],
            "wz_code": list(codes),
            "wz_edition": ["2008", "2025"],
        }

    def range_of(self, name: str) -> str:
        """The cells of a list, as a rule names them; empty for an empty list."""
        at, length = list(self.columns).index(name), len(self.columns[name])
        letter = "ABCDEFGH"[at]
        return f"='{self.name}'!${letter}$2:${letter}${length + 1}" if length else ""

    def draw(self, book: Any, name: str) -> None:
        """The hidden sheet."""
        sheet = book.add_worksheet(name)
        longest = max(len(column) for column in self.columns.values())
        for line in range(longest + 1):
            for at, (heading, column) in enumerate(self.columns.items()):
                if line == 0:
                    sheet.write_string(0, at, heading)
                elif line <= len(column):
                    sheet.write_string(line, at, column[line - 1])
        sheet.protect()
        sheet.hide()


def _draw_instructions(book: Any, marks: Marks, title: str, firms: int) -> None:
    language = marks.language
    sheet = book.add_worksheet(in_language(instructions.NAME, language))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 96)
    large = book.add_format({"bold": True, "font_size": 20, "font_color": _INK})
    small = book.add_format({"font_color": "#4A4F5E"})
    head = book.add_format(
        {"bold": True, "font_size": 13, "font_color": _INK, "bottom": 1, "bottom_color": _LINE}
    )
    number = book.add_format({"bold": True, "font_color": _INK, "valign": "top", "align": "center"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_row(0, 32)
    sheet.write_string(0, 1, in_language(instructions.TITLE, language), large)
    head_line = instructions.head_line(as_text(title), firms, marks.exported_at, language)
    sheet.write_string(1, 1, head_line, small)
    line = 3
    for heading, sentences, counted in (
        (instructions.STEPS_TITLE, instructions.steps(language), True),
        (instructions.KNOW_TITLE, instructions.good_to_know(language), False),
    ):
        sheet.write_string(line, 1, in_language(heading, language), head)
        sheet.set_row(line, 24)
        for at, sentence in enumerate(sentences, start=1):
            sheet.set_row(line + at, _LINE_POINTS * _lines(sentence, 94) + 6)
            sheet.write_string(line + at, 0, str(at) if counted else "•", number)
            sheet.write_string(line + at, 1, sentence, text)
        line += len(sentences) + 2
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def _draw_firms(book: Any, rows: Sequence[Sequence[Any]], marks: Marks, title: str, lists: _Lists) -> None:
    language, last = marks.language, len(rows) + FREE_ROWS
    sheet = book.add_worksheet(marks.sheet)
    named = headings(language)
    head = book.add_format({
        "bold": True, "bg_color": _INK, "font_color": _PAPER, "text_wrap": True, "valign": "vcenter",
        "border": 1, "border_color": _PAPER,
    })  # fmt: skip
    formats = [_format(book, field, language) for field in FIELDS]
    locked = book.add_format({"locked": True, "font_color": "#767B88", "bg_color": "#ECEEF3"})
    action = book.add_format({"locked": False, "bold": True, "bg_color": _SOFT, **_EDGE})
    sheet.set_column(0, _KEPT - 1, 9, locked, {"hidden": True})
    sheet.set_column(_KEPT, _KEPT, 17, action)
    for at, field in enumerate(FIELDS):
        sheet.set_column(_FIRST + at, _FIRST + at, _width(field, named[_FIRST + at]), formats[at])
    sheet.set_row(0, 3 * _LINE_POINTS + 4)
    for at, heading in enumerate(named):
        sheet.write_string(0, at, heading, head)
    for line, row in enumerate(rows, start=1):
        cells = (locked, locked, action, *formats)
        if (height := _height(row)) > 1:
            sheet.set_row(line, _LINE_POINTS * height)
        for at, cell in enumerate(row):
            _write(sheet, line, at, cell, cells[at])
    sheet.freeze_panes(1, _FIRST + 1)
    sheet.autofilter(0, _KEPT, max(len(rows), 1), len(named) - 1)
    _validate(sheet, lists, language, last)
    _colour(book, sheet, language, last, len(named) - 1)
    _set_up_printing(sheet, marks, title, last=len(rows))
    sheet.protect("", dict.fromkeys(_ALLOWED, True))
    sheet.activate()


# Not to sort: Excel would leave the locked keys where they are, and every firm would have another's.
_ALLOWED = ("autofilter", "insert_rows", "format_columns", "format_rows", "format_cells")
_EDGE = {"border": 1, "border_color": _LINE, "valign": "top"}


def _format(book: Any, field: Field, language: str) -> Any:
    form: dict[str, Any] = {"locked": False, **_EDGE}
    if field.kind == "date":
        form |= {"num_format": "yyyy-mm-dd" if language == "en" else "dd.mm.yyyy", "align": "left"}
    elif field.kind not in ("int", "real"):
        form |= {"num_format": "@"}  # nothing typed here becomes a number, a date or a formula
    if field.name in _WRAPPED:
        form |= {"text_wrap": True}
    if field.kind == "int":
        form |= {"align": "center"}
    return book.add_format(form)


def _width(field: Field, heading: str) -> float:
    """Wide enough for what it mostly holds, and for the longest word of its heading."""
    longest = max(len(word) for word in heading.replace("-", "- ").split())
    return max(_WIDTHS.get(field.name, 14), longest + _ARROW)


def _height(row: Sequence[Any]) -> int:
    """The lines that a row needs: whoever opens the file may have a program that does not ask itself."""
    cells = zip(FIELDS, row[_FIRST:], strict=True)
    return max(_lines(cell, _WIDTHS.get(field.name, 14)) for field, cell in cells if field.name in _WRAPPED)


def _lines(cell: Any, width: int) -> int:
    if not isinstance(cell, str):
        return 1
    needed = sum(max(math.ceil(len(part) / (_NARROW * width)), 1) for part in cell.splitlines() or [""])
    return min(needed, _MOST_LINES)


def _write(sheet: Any, line: int, at: int, cell: Any, form: Any) -> None:
    if cell is None:
        sheet.write_blank(line, at, None, form)
    elif isinstance(cell, date):
        if _DAYS[0] <= cell <= date(9999, 12, 31):
            sheet.write_datetime(line, at, cell, form)
        else:  # Excel knows no day before 1900
            sheet.write_string(line, at, cell.isoformat(), form)
    elif isinstance(cell, int | float):
        sheet.write_number(line, at, cell, form)
    else:
        sheet.write_string(line, at, cell, form)


def _validate(sheet: Any, lists: _Lists, language: str, last: int) -> None:
    title = in_language(Said("Bitte prüfen", "Please check"), language)
    wrong = in_language(Said("Das steht nicht in der Liste.", "This is not in the list."), language)
    rule = {
        "validate": "list",
        "source": lists.range_of("to_do"),
        "error_title": title,
        "error_message": wrong,
    }
    hint = in_language(
        Said("bleibt, umgezogen, weg oder korrigiert", "stays, moved, gone or corrected"), language
    )
    sheet.data_validation(1, _KEPT, last, _KEPT, rule | {"input_message": hint})
    for at, field in enumerate(FIELDS, start=_FIRST):
        found = _rule(field, lists, language)
        if field.name in _MESSAGES:
            found.setdefault("validate", "any")
            found["input_message"] = in_language(_MESSAGES[field.name], language)
        if found:
            sheet.data_validation(1, at, last, at, found | {"error_title": title})


def _rule(field: Field, lists: _Lists, language: str) -> dict[str, Any]:
    listed = "bool" if field.kind == "bool" else field.name
    if listed in lists.columns:
        source = lists.range_of(listed)
        loose = {"error_type": "information"} if field.name == "wz_code" else {}
        return {"validate": "list", "source": source, **loose} if source else {}
    if field.kind == "date":
        said = Said("Bitte ein Datum eintragen, etwa 31.12.2026.", "Please enter a date, such as 2026-12-31.")
        return {
            "validate": "date", "criteria": "between", "minimum": _DAYS[0], "maximum": _DAYS[1],
            "error_message": in_language(said, language),
        }  # fmt: skip
    if field.kind in ("int", "real") and field.lowest is not None and field.highest is not None:
        low, high = f"{field.lowest:g}", f"{field.highest:g}"
        said = Said(f"Bitte eine Zahl von {low} bis {high}.", f"Please a number from {low} to {high}.")
        return {
            "validate": "integer" if field.kind == "int" else "decimal", "criteria": "between",
            "minimum": field.lowest, "maximum": field.highest, "error_message": in_language(said, language),
        }  # fmt: skip
    if field.kind == "text":
        said = Said(f"Höchstens {field.longest} Zeichen.", f"At most {field.longest} characters.")
        return {
            "validate": "length", "criteria": "<=", "value": field.longest,
            "error_message": in_language(said, language),
        }  # fmt: skip
    return {}


def _colour(book: Any, sheet: Any, language: str, last: int, width: int) -> None:
    """Rows show what was chosen for them."""
    looks = {
        GONE: {"font_color": "#767B88", "font_strikeout": True, "bg_color": "#F0F0F0"},
        MOVED: {"bg_color": "#FFF4D6"},
        STAYS: {"bg_color": "#E6F3E8"},
    }
    for action, look in looks.items():
        word = in_language(ACTIONS[action], language)
        rule = {"type": "formula", "criteria": f'=$C2="{word}"', "format": book.add_format(look)}
        sheet.conditional_format(1, _KEPT, last, width, rule)


def _set_up_printing(sheet: Any, marks: Marks, title: str, *, last: int) -> None:
    to = _FIRST + [field.name for field in FIELDS].index(_PRINTED_TO)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, _KEPT, max(last, 1), to)
    plain = as_text(title).replace("&", "&&")[:100]
    is_english, day = marks.language == "en", at_the_signs(marks.exported_at)
    page = "Page &P of &N" if is_english else "Seite &P von &N"
    as_of = f"as of {day:%Y-%m-%d}" if is_english else f"Stand {day:%d.%m.%Y}"
    sheet.set_header(f"&L&B{plain}&R{as_of}")
    sheet.set_footer(f"&R{page}")
