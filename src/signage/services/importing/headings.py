"""Which column of a file is which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from signage.domain.fields import CONTACT
from signage.domain.layers import COMMON, KEPT_BY_STORE, Field, Layer
from signage.domain.names import fold_heading
from signage.errors import InvalidInput, Said, known
from signage.services.importing.mojibake import undo_mojibake

VERDICT, REASON, ADVICE = "Ergebnis", "Befund", "Was ist zu tun"

# Columns that are no field themselves, but become a position, an address or the identity of an own export.
POSITION = {
    "x": ("x", "Rechtswert", "Ostwert", "East", "Easting", "E", "RW", "X-Koordinate", "Koordinate X",
          "UTM Ost", "Longitude", "lon", "lng", "Längengrad", "geogr. Länge", "Länge", "x_coord", "Ost",
          "GK_Rechts", "UTM_X"),
    "y": ("y", "Hochwert", "Nordwert", "North", "Northing", "N", "HW", "Y-Koordinate", "Koordinate Y",
          "UTM Nord", "Latitude", "lat", "Breitengrad", "geogr. Breite", "Breite", "y_coord", "Nord",
          "GK_Hoch", "UTM_Y"),
    "xy": ("Koordinaten", "Koordinate", "coordinates", "latlon", "GPS", "Geokoordinaten"),
    "wkt": ("geometry", "geom", "wkt", "the_geom", "wkt_geom", "Geometrie"),
}  # fmt: skip
ADDRESS = ("Anschrift", "Adresse", "address", "Straße und Ort")

# Words of open geodata beside those of the table of layers. A field named here may be fed by several columns,
# the first filled one counts.
MORE: Mapping[str, Mapping[str, Sequence[str]]] = {
    "municipality": {"population": ("pop",)},
    "area": {"note": ("description",)},
    "tenant": {
        "activity": ("office", "craft", "industrial", "amenity"),
        "lorry_note": ("hgv",),
        "street": ("Straße, Hausnr.", "Straße Nr.", "Straße und Hausnummer", "Straße Hausnummer"),
    },
    "sign": {
        "type": ("traffic_sign", "information", "Verkehrszeichen", "VZ", "Zeichen"),
        "name": ("text_on_sign",),
    },
}
_REPORTED = (
    VERDICT, REASON, ADVICE, "area_name", "municipality_name", "Name des Gebiets", "Name der Gemeinde", "id"
)  # fmt: skip
_KEPT = {
    field.name: {fold_heading(field.name), fold_heading(field.german)}
    for field in (*COMMON, *CONTACT)
    if field.name in KEPT_BY_STORE
}
_IGNORED = frozenset(fold_heading(name) for name in _REPORTED).union(*_KEPT.values())


# A column is taken for this when nothing else is; nobody misses it.
_FALLBACK = 5


class _Claim(NamedTuple):
    rank: int
    order: int
    at: int
    field: str


@dataclass(frozen=True)
class Columns:
    """`fields` maps a field to the positions of its columns, best first; so do `position` and `address`.
    `own` has the columns that tell a row of an own export: id, version, changed_at.
    """

    fields: Mapping[str, tuple[int, ...]]
    position: Mapping[str, int]
    address: int | None
    own: Mapping[str, int]
    weak_key: bool
    unrecognised: tuple[str, ...]
    notes: tuple[Said, ...]


def recognise(layer: Layer, headings: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """The columns of `layer` among `headings`: by exact name, German or English title, then by alias.

    `mapping` (heading -> field, or "" for none) goes before. Raises InvalidInput naming what `mapping` gets
    wrong.
    """
    headings = [undo_mojibake(heading) or heading for heading in headings]
    forced, left_out = _forced(layer, headings, mapping)
    fields: dict[str, list[int]] = {}
    for at, name in forced.items():
        fields.setdefault(name, []).append(at)
    own = _own([heading for at, heading in enumerate(headings) if at not in left_out], headings)
    free = [at for at in range(len(headings)) if at not in {*forced, *left_out, *own.values()}]
    notes = _assign(layer, headings, free, fields)
    used = {at for places in fields.values() for at in places}
    special = {name: fields.pop(name)[0] for name in (*POSITION, "address") if name in fields}
    rest = [at for at in free if at not in used and fold_heading(headings[at]) not in _IGNORED]
    address = special.pop("address", None)
    return Columns(
        fields={name: tuple(places) for name, places in fields.items() if name not in KEPT_BY_STORE},
        position=special,
        address=address,
        own=own,
        weak_key=any(fold_heading(headings[at]) in _SERIAL for at in fields.get("source_id", ())),
        unrecognised=tuple(headings[at] for at in rest),
        notes=tuple(notes),
    )


# Numbers that count rows; another file, or the next edition of the same one, gives them to other rows.
_SERIAL = frozenset(fold_heading(name) for name in ("fid", "objectid", "Lfd. Nr.", "id", "ogc_fid"))


def _forced(
    layer: Layer, headings: Sequence[str], mapping: Mapping[str, str]
) -> tuple[dict[int, str], set[int]]:
    forced: dict[int, str] = {}
    left_out: set[int] = set()
    for heading, name in mapping.items():
        at = _place_of(heading, headings)
        if name.strip() in ("", "-"):
            left_out.add(at)
        else:
            forced[at] = _field_called(layer, name)
    return forced, left_out


def _place_of(heading: str, headings: Sequence[str]) -> int:
    if heading in headings:
        return headings.index(heading)
    folded = [fold_heading(name) for name in headings]
    if fold_heading(heading) in folded:
        return folded.index(fold_heading(heading))
    raise InvalidInput(
        Said(
            f"Die Datei hat keine Spalte {heading!r}; es gibt: {', '.join(headings)}.",
            f"The file has no column {heading!r}; there are: {', '.join(headings)}.",
        )
    )


def _field_called(layer: Layer, name: str) -> str:
    names = [*layer.columns, *POSITION, "address"]
    if name in names:
        return name
    for field in layer.editable.values():
        if fold_heading(name) in (fold_heading(field.german), fold_heading(field.english)):
            return field.name
    raise InvalidInput(known(Said("Das Feld", "field"), name, names))


def _assign(
    layer: Layer, headings: Sequence[str], free: Sequence[int], fields: dict[str, list[int]]
) -> list[Said]:
    """Give each free column to the field with the best claim, extend `fields`; explain columns that lost."""
    folded = [fold_heading(heading) for heading in headings]
    lengths = {"laenge", "breite"} <= set(folded)
    claims = sorted(claim for at in free for claim in _claims(layer, headings[at], at, lengths=lengths))
    taken = {at for places in fields.values() for at in places}
    several = MORE.get(layer.name, {})
    lost: dict[int, str] = {}
    for claim in claims:
        if claim.at in taken:
            continue
        if claim.field in fields and claim.field not in several:
            if claim.rank < _FALLBACK:
                lost.setdefault(claim.at, claim.field)
            continue
        fields.setdefault(claim.field, []).append(claim.at)
        taken.add(claim.at)
    return [
        _unread(layer, name, headings[at], headings[fields[name][0]])
        for at, name in lost.items()
        if at not in taken
    ]


def _unread(layer: Layer, name: str, lost: str, taken: str) -> Said:
    title = _title(layer, name)
    return Said(
        f"Die Spalte »{lost}« wurde nicht gelesen, weil »{taken}« schon »{title}« ist; "
        f'mit --map "{lost}=..." lässt sich das ändern.',
        f"The column '{lost}' was not read, for '{taken}' is '{title.english}' already; "
        f'--map "{lost}=..." changes that.',
    )


def _claims(layer: Layer, heading: str, at: int, *, lengths: bool) -> list[_Claim]:
    """What `heading` may be, the surest first: 0 exact name, 1 German, 2 English, 3 alias, 4 geodata."""
    folded = fold_heading(heading)
    claims = []
    for order, field in enumerate(layer.editable.values()):
        rank = _rank(field, heading, folded, MORE.get(layer.name, {}).get(field.name, ()))
        if rank is not None:
            claims.append(_Claim(rank, _order(layer, field, order), at, field.name))
    for name, words in {**POSITION, "address": ADDRESS}.items():
        if name == "address" and layer.name != "tenant":
            continue
        if folded in {fold_heading(word) for word in words}:
            claims.append(_Claim(0 if lengths and folded in ("laenge", "breite") else 3, 900, at, name))
    if folded in ("id", "gmlid") and layer.name != "municipality":
        claims.append(_Claim(_FALLBACK, 950, at, "source_id"))
    if folded == "areaname":
        claims.append(_Claim(_FALLBACK, 990, at, "area"))
    return [claim for claim in claims if claim.field != "area" or any(f.name == "area" for f in layer.fields)]


def _rank(field: Field, heading: str, folded: str, more: Sequence[str]) -> int | None:
    if heading == field.name:
        return 0
    if folded == fold_heading(field.german):
        return 1
    if folded in (fold_heading(field.english), fold_heading(field.name)):
        # »Name« beside »Firma« is the contact's, not the firm's.
        return 4 if folded == "name" and fold_heading(field.german) != "name" else 2
    if folded in {fold_heading(word) for word in field.aliases}:
        return 3
    return 4 if folded in {fold_heading(word) for word in more} else None


def _order(layer: Layer, field: Field, order: int) -> int:
    """Among equal claims the first field wins; but a firm's »Ort« is its post town, not its municipality."""
    return order + 500 if layer.name == "tenant" and field.name == "municipality" else order


def _own(present: Sequence[str], headings: Sequence[str]) -> dict[str, int]:
    """Where `id`, `version` and `changed_at` of a file stand that this software exported; empty for any other
    file.
    """
    found = {"id": headings.index("id")} if "id" in present else {}
    for name, words in _KEPT.items():
        at = next((headings.index(heading) for heading in present if fold_heading(heading) in words), None)
        if at is not None:
            found[name] = at
    return found if {"id", "version", "changed_at"} <= set(found) else {}


def _title(layer: Layer, name: str) -> Said:
    if name not in layer.columns:
        return Said(name)
    field = layer.field(name)
    return Said(field.german, field.english)
