"""What a column and a layer are, and the columns that several layers share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypedDict, TypeVar

from signage.domain import words
from signage.errors import Said

Audience = Literal["public", "consent", "staff"]
Kind = Literal["text", "int", "real", "date", "bool", "choice", "area", "ags", "json"]
Geometry = Literal["POINT", "LINESTRING", "POLYGON", "MULTIPOLYGON"]

GEOJSON_TYPES: Mapping[Geometry, str] = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOLYGON": "MultiPolygon",
}

_Entry = TypeVar("_Entry")


class PerKind(TypedDict, Generic[_Entry]):
    """A table with an entry for each kind of field: mypy names the one that is missing."""

    text: _Entry
    int: _Entry
    real: _Entry
    date: _Entry
    bool: _Entry
    choice: _Entry
    area: _Entry
    ags: _Entry
    json: _Entry


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column: of the kinds, `area` is the id of an area and `json` a document of
    `signage.domain.faces`; titles for screen and spreadsheet; `audience` says who may read it (see
    `signage.domain.audience`).
    """

    name: str
    kind: Kind = "text"
    german: str
    english: str
    aliases: tuple[str, ...] = ()
    choices: words.Words | None = None
    required: bool = False
    unit: str = ""
    longest: int = 200
    lowest: float | None = None
    highest: float | None = None
    audience: Audience = "public"


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of the inventory: `name` is the table, `plural` the frame and the API collection."""

    name: str
    plural: str
    german: str
    english: str
    geometry: Geometry
    fields: tuple[Field, ...]
    geometry_required: bool = True

    @property
    def called(self) -> Said:
        """Its rows, as people call them."""
        return Said(self.german, self.english)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns but `id` and the geometry, own fields first."""
        return tuple(field.name for field in (*self.fields, *COMMON))

    @property
    def editable(self) -> Mapping[str, Field]:
        """The fields a person may set, by name: the layer's own and the validity."""
        return {field.name: field for field in (*self.fields, *COMMON) if field.name not in KEPT_BY_STORE}

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError when the layer has none."""
        for field in (*self.fields, *COMMON):
            if field.name == name:
                return field
        raise KeyError(name)


def choice(name: str, german: str, english: str, choices: words.Words, **more: object) -> Field:
    """A column whose values are the keys of `choices`."""
    return Field(name=name, kind="choice", german=german, english=english, choices=choices, **more)  # type: ignore[arg-type]


COMMON = (
    Field(
        name="valid_from",
        kind="date",
        german="gültig ab",
        english="valid from",
        aliases=("von", "seit", "Einzug", "start"),
    ),
    Field(
        name="valid_to",
        kind="date",
        german="gültig bis (ausschließlich)",
        english="valid to",
        aliases=("bis", "gültig bis", "Ende", "Auszug", "end"),
    ),
    Field(name="source", german="Quelle", english="source", aliases=("Herkunft",)),
    Field(name="source_name", german="Quellbestand", english="source name", aliases=("Datenbestand",)),
    Field(
        name="source_id",
        german="Schlüssel im Quellbestand",
        english="source id",
        aliases=("osm_id", "fid", "objectid", "gml_id", "uuid", "externe ID", "Lfd. Nr.", "lfd nr", "@id"),
    ),
    Field(name="version", kind="int", german="Fassung", english="version"),
    Field(name="changed_at", german="geändert am", english="changed at"),
    Field(name="withdrawn_by", kind="int", german="zurückgenommen mit", english="withdrawn by"),
)
# `consents` is written by `signage.services.consents` alone: no old spreadsheet takes a withdrawal back.
KEPT_BY_STORE = frozenset({"version", "changed_at", "withdrawn_by", "consents"})

AGS = Field(
    name="municipality",
    kind="ags",
    german="Gemeinde",
    english="municipality",
    aliases=("Ort", "Gemeindename", "AGS", "Gemeindeschlüssel", "Stadt"),
)

AREA_ID = Field(
    name="area",
    kind="area",
    german="Gewerbegebiet",
    english="area",
    aliases=(
        "Gebiet",
        "GE-Gebiet",
        "Gewerbestandort",
        "Standortgebiet",
        "area_name",
        "Industriegebiet",
        "commercial area",
    ),
)
NOTE = Field(
    name="note",
    german="Bemerkung",
    english="note",
    aliases=("Notiz", "Anmerkung", "Hinweis", "remark"),
    longest=2000,
    audience="staff",
)
CONFIRMED = Field(
    name="confirmed_on",
    kind="date",
    german="bestätigt am",
    english="confirmed on",
    aliases=("Stand", "geprüft am", "aktualisiert am"),
)
STREET = Field(
    name="street",
    german="Straße",
    english="street",
    aliases=("Str.", "Strasse", "addr:street", "addr_street"),
)
SQUARE = Field(
    name="square",
    german="Planquadrat",
    english="grid square",
    aliases=("Quadrat auf der Tafel", "Planfeld"),
    longest=8,
)
LIMITS = (
    Field(
        name="max_height_m",
        kind="real",
        german="zulässige Höhe",
        english="height limit",
        unit="m",
        aliases=("maxheight", "Durchfahrtshöhe"),
        lowest=1,
        highest=20,
    ),
    Field(
        name="max_weight_t",
        kind="real",
        german="zulässiges Gewicht",
        english="weight limit",
        unit="t",
        aliases=("maxweight", "Gewichtsbeschränkung"),
        lowest=0.5,
        highest=200,
    ),
)
# How a lorry gets in; the entrance as a position in metres (EPSG:25832), both numbers or none.
ARRIVAL = (
    Field(
        name="gate",
        german="Tor",
        english="gate",
        aliases=("Tor-Nr.", "Tornummer", "Werkstor"),
        longest=40,
    ),
    Field(
        name="delivery_hours",
        german="Anlieferzeiten",
        english="delivery hours",
        aliases=("Lieferzeiten", "Annahmezeiten", "Warenannahme"),
        longest=120,
    ),
    Field(
        name="lorry_height_m",
        kind="real",
        german="Durchfahrtshöhe für Lkw",
        english="lorry height",
        unit="m",
        lowest=1,
        highest=20,
    ),
    Field(
        name="lorry_weight_t",
        kind="real",
        german="Höchstgewicht für Lkw",
        english="lorry weight",
        unit="t",
        lowest=0.5,
        highest=200,
    ),
    Field(
        name="lorry_register",
        german="Anmeldung für Lkw",
        english="lorry registration",
        aliases=("Lkw-Anmeldung", "Anmeldung"),
        longest=120,
    ),
    Field(
        name="entrance_east_m",
        kind="real",
        german="Lkw-Einfahrt Ost (25832)",
        english="lorry entrance east",
        unit="m",
        lowest=200_000,
        highest=900_000,
    ),
    Field(
        name="entrance_north_m",
        kind="real",
        german="Lkw-Einfahrt Nord (25832)",
        english="lorry entrance north",
        unit="m",
        lowest=5_000_000,
        highest=6_300_000,
    ),
)
# Of people behind a firm, and of their consent: none is for everybody.
CONTACT = (
    Field(
        name="phone",
        german="Telefon",
        english="phone",
        aliases=("Tel", "Tel.", "Rufnummer"),
        audience="consent",
    ),
    Field(name="email", german="E-Mail", english="e-mail", aliases=("Mail", "email"), audience="consent"),
    Field(
        name="web",
        german="Internet",
        english="web",
        aliases=("Webseite", "Homepage", "Website", "url"),
        audience="consent",
    ),
    Field(
        name="jobs",
        german="Stellen und Ausbildung (Internet)",
        english="jobs and training",
        aliases=("Stellenangebote", "Karriere", "Ausbildung"),
        audience="consent",
    ),
    Field(
        name="contact",
        german="Ansprechperson",
        english="contact",
        aliases=("Ansprechpartner", "Kontakt"),
        audience="consent",
    ),
    choice("legal_basis", "Rechtsgrundlage", "legal basis", words.LEGAL_BASES, audience="staff"),
    Field(name="consented_by", german="Einwilligung von", english="consented by", audience="staff"),
    Field(
        name="consented_on",
        kind="date",
        german="Einwilligung am",
        english="consented on",
        audience="staff",
    ),
    Field(name="consents", german="Einwilligung zu", english="consents", audience="staff"),
)
