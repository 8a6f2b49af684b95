"""The columns of the workbook: which fields, under which headings, and how a value looks there."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from signage.domain.layers import LAYERS, Field
from signage.domain.names import fold_heading
from signage.errors import Said
from signage.formats.table import Cell
from signage.services.round_trip.scope import Row

TENANT = LAYERS["tenant"]
KEY: Final = Said("Kennung (nicht ändern)", "signage key (do not change)")
VERSION: Final = Said("Fassung", "version")
TO_DO: Final = Said("Was ist zu tun?", "What is to be done?")
NAMES: Final[tuple[str, ...]] = (
    "name", "area", "number", "street", "house_number", "postcode", "place", "activity", "wz_code",
    "wz_edition", "phone", "email", "web", "jobs", "contact", "legal_basis", "consented_by",
    "consented_on", "is_person", "gate", "delivery_hours", "lorry_note", "lorry_height_m",
    "lorry_weight_t", "lorry_register", "valid_from", "valid_to", "confirmed_on", "note",
)  # fmt: skip
FIELDS: Final = tuple(TENANT.field(name) for name in NAMES)
ADDRESS: Final = frozenset({"area", "street", "house_number", "postcode", "place"})
STAYS, MOVED, GONE, CORRECTED = "stays", "moved", "gone", "corrected"
ACTIONS: Final[Mapping[str, Said]] = {
    STAYS: Said("bleibt", "stays"),
    MOVED: Said("umgezogen", "moved"),
    GONE: Said("weg", "gone"),
    CORRECTED: Said("korrigiert", "corrected"),
}
VERDICT: Final = Said("Ergebnis", "Verdict")
REASON: Final = Said("Befund", "Reason")
VERDICT_HEADINGS: Final = frozenset({str(VERDICT), VERDICT.english, str(REASON), REASON.english})
YES, NO = Said("ja", "yes"), Said("nein", "no")
LONGEST_CELL: Final = 32_767  # that Excel keeps, counted as UTF-16 does
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")  # no XML holds these
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00:00(\.0+)?")


def in_language(said: Said, language: str) -> str:
    """A sentence in German or English."""
    return said.english if language == "en" else str(said)


def heading_of(field: Field, language: str) -> str:
    """The heading of a field's column; what `valid_to` means is said in the words of a clerk."""
    if field.name == "valid_to":
        return "gone from" if language == "en" else "weg ab"
    title = field.english if language == "en" else field.german
    return f"{title} ({field.unit})" if field.unit else title


@dataclass(frozen=True)
class Labels:
    """Areas as the drop-down list names them, each name once."""

    by_id: Mapping[int, str]
    by_label: Mapping[str, int]
    folded: Sequence[Mapping[str, Sequence[int]]] = ()  # by label, short key and name

    @classmethod
    def of(cls, areas: Sequence[Row], towns: Mapping[str, str]) -> "Labels":
        """`EK – Erfurter Kreuz`; of two alike each with its municipality, else with its number."""
        plain = {row["id"]: _label(row) for row in areas}
        often = Counter(label.casefold() for label in plain.values())
        found: dict[int, str] = {}
        taken: set[str] = set()
        for row in areas:
            label = plain[row["id"]]
            if often[label.casefold()] > 1:
                label = f"{label} ({towns.get(row['municipality'] or '', '')})"
            if label.casefold() in taken:
                label = f"{label} [{row['id']}]"
            taken.add(label.casefold())
            found[row["id"]] = as_text(label)
        numbers = {row["id"]: row["number"] for row in areas}
        names = {row["id"]: row["name"] for row in areas}
        folded = [_folded(texts) for texts in (found, numbers, names)]
        return cls(found, {label: key for key, label in found.items()}, folded)

    def find(self, text: str) -> Sequence[int]:
        """The areas that a cell may mean: by its label, its short key or its name."""
        if text in self.by_label:
            return [self.by_label[text]]
        wanted = fold_heading(text)
        return next((hits for part in self.folded if (hits := part.get(wanted))), ())


def _folded(texts: Mapping[int, str | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, text in texts.items():
        if folded := fold_heading(text or ""):
            found.setdefault(folded, []).append(key)
    return found


def _label(row: Row) -> str:
    name = " ".join(str(row["name"] or "").split())
    return f"{row['number']} – {name}" if row["number"] else name


def shown(field: Field, value: Any, labels: Labels, language: str) -> Any:
    """A stored value as its cell: text, number or `date`; None for an empty one."""
    if value is None:
        return None
    if field.kind == "area":
        return labels.by_id.get(value, str(value))
    if field.kind == "bool":
        return in_language(YES if value else NO, language)
    if field.choices and value in field.choices:
        return field.choices[value][language == "en"]
    return as_text(value) if isinstance(value, str) else value


def as_text(value: str) -> str:
    """Text that a workbook can hold: whole characters, no more than Excel keeps in a cell."""
    whole = _UNWRITABLE.sub("\ufffd", value)
    if 2 * len(whole) <= LONGEST_CELL:
        return whole
    return whole.encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")


def plain_cell(cell: Any) -> Cell:
    """A cell as it is compared: what spreadsheets do to blanks, line ends and days does not count."""
    if isinstance(cell, str):
        text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
        day = _MIDNIGHT.fullmatch(text)
        return (day[1] if day else text) or None
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell is None else cast("Cell", cell)


def is_same_cell(one: Any, other: Any) -> bool:
    """Whether two cells say the same; a number that became text is the number."""
    first, second = plain_cell(one), plain_cell(other)
    if first == second and isinstance(first, bool) == isinstance(second, bool):
        return True
    return first is not None and second is not None and str(first) == str(second)


def headings(language: str) -> list[str]:
    """All headings, in the order of the columns."""
    first = [in_language(said, language) for said in (KEY, VERSION, TO_DO)]
    return [*first, *(heading_of(field, language) for field in FIELDS)]


def places(found: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands among the headings of a file: `key`, `version`, `to_do` and fields."""
    known: dict[str, str] = {}
    for language in ("de", "en"):
        names = ["key", "version", "to_do", *NAMES]
        for name, heading in zip(names, headings(language), strict=True):
            known.setdefault(fold_heading(heading), name)
    answer: dict[str, int] = {}
    for at, heading in enumerate(found):
        name = known.get(fold_heading(heading), "")
        if name:
            answer.setdefault(name, at)
    return answer


def action_of(cell: Cell) -> tuple[str, bool]:
    """What a cell of »Was ist zu tun?« asks for, and whether it is understood; empty asks for nothing."""
    text = fold_heading(str(cell)) if cell is not None else ""
    if not text:
        return "", True
    for action, said in ACTIONS.items():
        if text in (fold_heading(str(said)), fold_heading(said.english)):
            return action, True
    return "", False
