"""The form of a firm: its groups of fields, what was typed into them, and what that means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request

from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.errors import Said
from signage.services.addresses import Address, address_called, count_addresses
from signage.services.own_areas import areas_within
from signage.services.tenants.typed import point_at, read_typed, spoken
from signage.services.values import Refused
from signage_api.desk.frame import desk_language
from signage_api.desk.signed_in import Fields, Me

GEOMETRY: Final = "geometry"
ADDRESS: Final = "address"  # what is looked for in the address file; no field of a firm
GROUPS: Final[Mapping[str, Sequence[str]]] = {
    "firm": ("name", "activity", "number", "is_person"),
    "place": ("area", ADDRESS, "street", "house_number", "postcode", "place", GEOMETRY),
    "arrival": ("gate", "delivery_hours", "lorry_note"),
    "contact": ("phone", "email", "web", "contact", "legal_basis", "consented_by", "consented_on"),
    "time": ("valid_from", "valid_to", "confirmed_on", "note"),
}
NAMES: Final = tuple(name for names in GROUPS.values() for name in names if name != ADDRESS)
_DAYS = frozenset(name for name in NAMES if name != GEOMETRY and TENANT.field(name).kind == "date")
STREET = ("street", "house_number", "postcode", "place")


@dataclass
class Filled:
    """What was typed by field (`typed`), what it means (`values`), and what is wrong with it."""

    typed: dict[str, str]
    areas: Mapping[int, str]
    language: str
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Said | str] = field(default_factory=dict)

    def changed_from(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The values that are others than the row's; a place only if it was moved by more than rounding."""
        shown = shown_of(row, self.areas, self.language)
        return {
            name: value
            for name, value in self.values.items()
            if self.typed.get(name, "") != shown.get(name, "") and not self.is_area_of(row, name)
        }

    def is_area_of(self, row: Mapping[str, Any], name: str) -> bool:
        """Whether a field means the area that the row is in already, which may be named instead of chosen."""
        return name == "area" and self.values.get(name) == row[name]


def read_form(request: Request, me: Me, fields: Fields, names: Sequence[str] = NAMES) -> Filled:
    """The fields `names` as far as the form has them. An address that is called in full fills in what stands
    in it, and the place; what is typed beside it goes before.
    """
    store = request.app.state.store
    sent = {name: text for name, text in fields.as_dict().items() if name in (*names, ADDRESS)}
    areas = areas_within(store, rights=me.rights, day=today())
    filled = Filled({name: text.strip() for name, text in sent.items()}, areas, desk_language(request, me))
    found = _looked_up(request, filled)
    for name in (name for name in names if name in sent):
        try:
            filled.values[name] = read_typed(name, sent[name], areas=areas)
        except Refused as refusal:
            filled.problems[name] = refusal.why
    if found is not None:
        filled.values |= {name: getattr(found, name) or None for name in STREET}
        filled.values[GEOMETRY] = point_at(found.east_m, found.north_m)
    return filled


def _looked_up(request: Request, filled: Filled) -> Address | None:
    text = filled.typed.get(ADDRESS, "")
    if not text:
        return None
    found = address_called(request.app.state.store, text)
    if found is None:
        filled.problems[ADDRESS] = Said(
            "Diese Anschrift steht so nicht in der Adressdatei. Bitte einen Vorschlag wählen, oder das Feld "
            "leeren und die Stelle auf der Karte oder als Koordinate angeben.",
            "The address file does not have this address. Please choose a suggestion, or empty the field and "
            "give the place on the map or as coordinates.",
        )
        return None
    filled.typed |= {name: getattr(found, name) for name in STREET} | {ADDRESS: ""}
    filled.typed[GEOMETRY] = spoken(GEOMETRY, point_at(found.east_m, found.north_m), areas={})
    return found


def shown_of(row: Mapping[str, Any], areas: Mapping[int, str], language: str) -> dict[str, str]:
    """The texts of a stored row as its form has them; days as the browser's own field for them takes them."""
    english = language == "en"
    texts = {name: spoken(name, row[name], areas=areas, english=english) for name in NAMES}
    texts |= {name: row[name].isoformat() if row[name] else "" for name in _DAYS}
    texts["area"] = str(row["area"] or "")
    texts["is_person"] = {None: "", True: "ja", False: "nein"}[row["is_person"]]
    texts["legal_basis"] = row["legal_basis"] or ""
    return texts


def described(name: str, language: str) -> dict[str, Any]:
    """What a form needs to draw a field: label, kind of control, longest text, choices."""
    if name in (GEOMETRY, ADDRESS):
        return {"name": name, "kind": "text", "longest": 200, "label": "", "choices": {}, "required": False}
    known = TENANT.field(name)
    choices = {code: pair[language == "en"] for code, pair in (known.choices or {}).items()}
    title = known.english if language == "en" else known.german
    kinds = {"date": "date", "bool": "bool", "choice": "choice", "area": "area", "int": "number"}
    return {
        "name": name,
        "kind": "long" if name == "note" else kinds.get(known.kind, "text"),
        "longest": known.longest,
        "label": f"{title[0].upper()}{title[1:]}",
        "choices": choices,
        "required": known.required,
    }


def drawn(request: Request, names: Sequence[str], language: str) -> list[dict[str, Any]]:
    """As `described`, of several; no address is looked for where none are loaded."""
    has_addresses = ADDRESS in names and count_addresses(request.app.state.store) > 0
    return [described(name, language) for name in names if name != ADDRESS or has_addresses]
