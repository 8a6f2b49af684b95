"""Cells of a file as values of a field: what people and spreadsheets do to dates, numbers, keys and text.

A reader gives the value, None for an empty cell, CLEAR for a hyphen, or `Mended` when it had to guess; it
raises `RefusedCell` with a sentence for the report.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from signage.domain import faces
from signage.domain.keys import read_ags
from signage.domain.layers import Field
from signage.domain.names import UNSEEN, fold_heading
from signage.errors import InvalidInput, Said
from signage.formats.formulas import UNCALCULATED
from signage.formats.table import Cell
from signage.services.importing import sentences
from signage.services.importing.cells import CLEAR, Mended, RefusedCell
from signage.services.importing.days import read_day
from signage.services.importing.mojibake import BROKEN, undo_mojibake
from signage.services.importing.numbers import read_bearing, read_int, read_real
from signage.services.values import EMAIL, WEB

Reader = Callable[[Cell], Any]


_HYPHENS = frozenset({"-", "–", "—"})
_LINE_ENDS = re.compile("[\r\x85]")  # blanks, unlike other characters that nobody sees
_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_UNTIDY = re.compile(r"^\s|\s$|\s\s|[^\S ]|\u00a0|\u200b|\ufeff")
_ESCAPED = re.compile(r"^'[=+\-@]")


def tidy(cell: Cell, *, repair: bool = False) -> str | None:
    """The cell as text of one line without stray blanks, None when empty. Markup stays the text that it is.

    Raises RefusedCell on control characters and on text that was decoded wrongly.
    """
    if cell is None:
        return None
    text = _spoken(cell)
    if text.isascii() and text.isprintable() and _is_tidy(text):
        return text
    if UNSEEN.search(_LINE_ENDS.sub(" ", text)):
        raise RefusedCell(*sentences.UNSEEN_SIGNS)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if BROKEN.search(text):
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
    if isinstance(cell, str):
        if cell == UNCALCULATED:
            raise RefusedCell(*sentences.NO_RESULT)
        return cell
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _unbroken(text: str, *, repair: bool) -> str:
    meant = undo_mojibake(text)
    if meant is None:
        if "\ufffd" not in text:
            return text
        raise RefusedCell(*sentences.signs_lost(text))
    if repair:
        return meant
    raise RefusedCell(*sentences.wrongly_decoded(text, meant))


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
            raise RefusedCell(*sentences.too_long(len(text), longest))
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
        raise RefusedCell(*sentences.no_key(text))
    return ags


def _district(_field: Field, _cell: Cell, text: str) -> str:
    digits = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]{4,5}", digits):
        raise RefusedCell(*sentences.no_district(text))
    return digits.zfill(5)


# `99867 Gotha` is taken apart when the whole row is known (see `addresses`).
_PLACE_TOO = re.compile(r"[0-9]{5}\s+\D")


_ABROAD = re.compile(r"[A-Z]{1,3}-[0-9]{3,6}")


def _postcode(field: Field, cell: Cell, text: str) -> str | Mended:
    if isinstance(cell, str) and re.fullmatch(r"[0-9]{4}", text):
        return Mended(f"0{text}", sentences.four_digits(text))
    text = re.sub(r"^(D|DE)[\s-]+(?=[0-9])", "", re.sub(r"\.0+$", "", text))
    if re.fullmatch(r"[0-9]{4}", text):
        return "0" + text
    if text.isdecimal() and len(text) != 5:
        raise RefusedCell(*sentences.wrong_postcode(text))
    known = text.isdecimal() or _PLACE_TOO.match(text) or _ABROAD.fullmatch(text)
    if not known or (len(text) > field.longest and not _PLACE_TOO.match(text)):
        raise RefusedCell(*sentences.no_postcode(text))
    return text


def _house_number(field: Field, _cell: Cell, text: str) -> str:
    as_date = re.match(r"(\d{4})-(\d\d)-(\d\d)(T|$)", text)
    if as_date:
        meant = f"{int(as_date[3])}-{int(as_date[2])}"
        raise RefusedCell(*sentences.became_a_date(text, meant))
    if len(text) > field.longest:
        raise RefusedCell(*sentences.too_long(len(text), field.longest, "house_number"))
    return re.sub(r"(?<=\d)\s+(?=[a-zA-Z]$)", "", text)


_BOOLS = {
    **dict.fromkeys(("ja", "j", "x", "yes", "y", "true", "wahr", "1", "✓", "✔"), True),
    **dict.fromkeys(("nein", "n", "no", "false", "falsch", "0"), False),
}


def _bool(_field: Field, _cell: Cell, text: str) -> bool:
    try:
        return _BOOLS[text.casefold()]
    except KeyError:
        raise RefusedCell(*sentences.neither_yes_nor_no(text)) from None


def _phone(field: Field, cell: Cell, text: str) -> str | Mended:
    if len(text) > field.longest:
        raise RefusedCell(*sentences.too_long(len(text), field.longest, "phone"))
    if not re.search(r"[0-9]", text):
        return Mended(None, sentences.no_phone(text))
    if isinstance(cell, str):
        return text
    return Mended(f"0{text}", sentences.zero_added(text))


def _email(field: Field, _cell: Cell, text: str) -> str | Mended:
    address = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    if len(address) > field.longest or not EMAIL.fullmatch(address):
        return Mended(None, sentences.no_email(text))
    return address


# Section letter, division, group, class, subclass, as WZ 2008 and WZ 2025 write them, with or without points.
_WZ = re.compile(r"[A-V]|(?:[A-V][ .-]?)?[0-9]{2}(?:\.?[0-9]{1,2}(?:\.?[0-9]{1,2})?)?", re.IGNORECASE)


def _wz_code(field: Field, _cell: Cell, text: str) -> str | Mended:
    if len(text) > field.longest:
        raise RefusedCell(*sentences.too_long(len(text), field.longest, "wz_code"))
    if _WZ.fullmatch(text):
        return text
    return Mended(text, sentences.odd_branch(text))


def _web(field: Field, _cell: Cell, text: str) -> str | Mended:
    if len(text) > field.longest:
        raise RefusedCell(*sentences.too_long(len(text), field.longest, "web"))
    if re.match(r"(?!https?:)[a-zA-Z][\w+.-]*:(?!\d)", text):
        raise RefusedCell(*sentences.no_web(text))
    if not WEB.fullmatch(text):
        return Mended(None, sentences.web_left_out(text))
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
    german, english = (
        ", ".join(f"{code} ({words[at]})" for code, words in (field.choices or {}).items()) for at in (0, 1)
    )
    raise RefusedCell(*sentences.unknown_choice(text, german, english))


_AS_EXPORTED = Said(
    "Lassen Sie die Zelle leer, oder nehmen Sie den Text eines Exports.",
    "Leave the cell empty, or take the text of an export.",
)


def _document(field: Field, _cell: Cell, text: str) -> str:
    try:
        kept = faces.READERS[field.name](text)
    except InvalidInput as error:
        raise RefusedCell(error.message, _AS_EXPORTED) from error
    if len(kept) > field.longest:
        raise RefusedCell(sentences.too_long(len(kept), field.longest)[0], _AS_EXPORTED)
    return kept


_BY_KIND: Mapping[str, Callable[[Field, Cell, str], Any]] = {
    "json": _document,
    "ags": _ags,
    "date": read_day,
    "bool": _bool,
    "real": read_real,
    "int": read_int,
}
_BY_NAME: Mapping[str, Callable[[Field, Cell, str], Any]] = {
    "ags": _key,
    "successor": _key,
    "district": _district,
    "postcode": _postcode,
    "house_number": _house_number,
    "bearing_deg": read_bearing,
    "phone": _phone,
    "email": _email,
    "wz_code": _wz_code,
    "web": _web,
    "jobs": _web,
}
