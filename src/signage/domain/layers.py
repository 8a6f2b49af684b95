"""The single table of layers and their columns.

GeoDataFrames, store columns, API properties, spreadsheet headings and the documentation all take their
names from here. `aliases` are further headings under which an imported file may carry the column; they are
compared folded (`fold_heading`).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from signage.domain import words

CRS = "EPSG:25832"
SRID = 25832


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column: `kind` is text, int, real, date, bool, choice, area (id of an area) or ags; titles for
    screen and spreadsheet.
    """

    name: str
    kind: str = "text"
    german: str
    english: str
    aliases: tuple[str, ...] = ()
    choices: words.Words | None = None
    required: bool = False
    unit: str = ""
    longest: int = 200
    lowest: float | None = None
    highest: float | None = None
    personal: bool = False


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of the inventory: `name` is the table, `plural` the frame and the API collection."""

    name: str
    plural: str
    german: str
    geometry: str
    fields: tuple[Field, ...]
    geometry_required: bool = True

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


def _choice(name: str, german: str, english: str, choices: words.Words, **more: object) -> Field:
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
KEPT_BY_STORE = frozenset({"version", "changed_at", "withdrawn_by"})

_AGS = Field(
    name="municipality",
    kind="ags",
    german="Gemeinde",
    english="municipality",
    aliases=("Ort", "Gemeindename", "AGS", "Gemeindeschlüssel", "Stadt"),
)

_AREA = Field(
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
_NOTE = Field(
    name="note",
    german="Bemerkung",
    english="note",
    aliases=("Notiz", "Anmerkung", "Hinweis", "remark"),
    longest=2000,
)
_CONFIRMED = Field(
    name="confirmed_on",
    kind="date",
    german="bestätigt am",
    english="confirmed on",
    aliases=("Stand", "geprüft am", "aktualisiert am"),
)
_STREET = Field(
    name="street",
    german="Straße",
    english="street",
    aliases=("Str.", "Strasse", "addr:street", "addr_street"),
)

MUNICIPALITY = Layer(
    name="municipality",
    plural="municipalities",
    german="Gemeinden",
    geometry="MULTIPOLYGON",
    fields=(
        Field(
            name="ags",
            kind="ags",
            german="AGS",
            english="AGS",
            aliases=("Gemeindeschlüssel", "AGS_0", "RS_AGS", "de:amtlicher_gemeindeschluessel", "ags_now"),
            required=True,
        ),
        Field(
            name="name",
            german="Name",
            english="name",
            aliases=("GEN", "Gemeinde", "Gemeindename"),
            required=True,
        ),
        Field(
            name="district",
            german="Landkreis (Schlüssel)",
            english="district",
            aliases=("Kreis", "Kreisschlüssel"),
        ),
        Field(
            name="population",
            kind="int",
            german="Einwohner",
            english="population",
            aliases=("EWZ", "Einwohnerzahl", "inhabitants"),
            lowest=0,
        ),
        Field(
            name="successor",
            kind="ags",
            german="Nachfolgerin (AGS)",
            english="successor",
            aliases=("Nachfolger",),
        ),
        _NOTE,
    ),
)

AREA = Layer(
    name="area",
    plural="areas",
    german="Gewerbegebiete",
    geometry="MULTIPOLYGON",
    fields=(
        Field(
            name="name",
            german="Name",
            english="name",
            aliases=("Gewerbegebiet", "Gebiet", "Bezeichnung", "Gebietsname"),
            required=True,
        ),
        Field(
            name="number",
            german="Kürzel",
            english="number",
            aliases=("Kurzzeichen", "Gebietskürzel", "Nr", "Nummer"),
            longest=20,
        ),
        _choice("kind", "Art", "kind", words.AREA_KINDS, aliases=("Nutzungsart", "Gebietsart", "landuse")),
        _AGS,
        _CONFIRMED,
        _NOTE,
    ),
)

TENANT = Layer(
    name="tenant",
    plural="tenants",
    german="Firmen",
    geometry="POINT",
    geometry_required=False,
    fields=(
        Field(
            name="name",
            german="Firma",
            english="name",
            aliases=("Name", "Firmenname", "Betrieb", "Unternehmen", "company", "tenant", "Mieter"),
            required=True,
        ),
        _AREA,
        _AGS,
        Field(
            name="number",
            kind="int",
            german="Nummer auf dem Plan",
            english="number",
            aliases=("Plannummer", "Tafelnummer"),
            lowest=1,
            highest=9999,
        ),
        _STREET,
        Field(
            name="house_number",
            german="Hausnummer",
            english="house number",
            aliases=("Hausnr", "Haus-Nr.", "HNr", "addr:housenumber", "addr_housenumber"),
            longest=20,
        ),
        Field(
            name="postcode",
            german="PLZ",
            english="postcode",
            aliases=("Postleitzahl", "zip", "addr:postcode", "addr_postcode", "plz_ort"),
            longest=10,
        ),
        Field(
            name="place",
            german="Postort",
            english="place",
            aliases=("Ort", "Stadt", "Ortsteil", "city", "addr:city", "addr_city"),
        ),
        Field(
            name="activity",
            german="Tätigkeit",
            english="activity",
            aliases=("Branche", "Gewerbe", "Geschäftsfeld", "art", "shop", "industry"),
        ),
        Field(
            name="wz_code",
            german="WZ-Code",
            english="WZ code",
            aliases=("WZ", "WZ 2008", "WZ2008", "Wirtschaftszweig"),
            longest=12,
        ),
        Field(name="wz_edition", german="WZ-Ausgabe", english="WZ edition", aliases=("WZ Stand",), longest=4),
        Field(
            name="lorry_note",
            german="Hinweis für Lkw",
            english="lorry note",
            aliases=("Lkw", "Anlieferung", "Tor"),
        ),
        Field(
            name="phone",
            german="Telefon",
            english="phone",
            aliases=("Tel", "Tel.", "Rufnummer"),
            personal=True,
        ),
        Field(name="email", german="E-Mail", english="e-mail", aliases=("Mail", "email"), personal=True),
        Field(
            name="web",
            german="Internet",
            english="web",
            aliases=("Webseite", "Homepage", "Website", "url"),
            personal=True,
        ),
        Field(
            name="contact",
            german="Ansprechperson",
            english="contact",
            aliases=("Ansprechpartner", "Kontakt"),
            personal=True,
        ),
        _choice("legal_basis", "Rechtsgrundlage", "legal basis", words.LEGAL_BASES),
        Field(name="consented_by", german="Einwilligung von", english="consented by", personal=True),
        Field(name="consented_on", kind="date", german="Einwilligung am", english="consented on"),
        Field(
            name="is_person",
            kind="bool",
            german="Einzelperson",
            english="is a person",
            aliases=("Einzelunternehmen",),
        ),
        _CONFIRMED,
        _NOTE,
    ),
)

SIGN = Layer(
    name="sign",
    plural="signs",
    german="Schilder",
    geometry="POINT",
    fields=(
        Field(
            name="code", german="Schildcode", english="code", aliases=("Token", "QR", "QR-Code"), longest=12
        ),
        Field(
            name="number",
            german="Schildnummer",
            english="number",
            aliases=("Nummer", "Nr", "Nr.", "Schild-Nr.", "Standortnummer", "ref"),
            longest=30,
        ),
        _choice("type", "Typ", "type", words.SIGN_TYPE_WORDS, aliases=("Schildtyp", "Schildart", "Art")),
        _choice("family", "Familie", "family", words.FAMILIES, aliases=("Rechtsfamilie",)),
        _choice("state", "Zustand", "state", words.STATES, aliases=("Status",)),
        _AREA,
        _AGS,
        Field(
            name="name",
            german="Standort",
            english="name",
            aliases=("Bezeichnung", "Standortbezeichnung", "Beschreibung", "Text"),
        ),
        _STREET,
        Field(
            name="bearing_deg",
            kind="real",
            german="Blickrichtung",
            english="bearing",
            unit="°",
            aliases=("Richtung", "Ausrichtung", "Winkel", "direction", "azimuth", "facing"),
            lowest=0,
            highest=360,
        ),
        Field(
            name="height_m",
            kind="real",
            german="Höhe",
            english="height",
            unit="m",
            aliases=("Gesamthöhe",),
            lowest=0,
            highest=30,
        ),
        Field(
            name="lower_edge_m",
            kind="real",
            german="Unterkante",
            english="lower edge",
            unit="m",
            lowest=0,
            highest=20,
        ),
        Field(
            name="width_mm",
            kind="real",
            german="Breite",
            english="width",
            unit="mm",
            aliases=("Schildbreite",),
            lowest=1,
            highest=20000,
        ),
        _choice(
            "stopping_place",
            "Haltemöglichkeit",
            "stopping place",
            words.STOPPING_PLACES,
            aliases=("Halteplatz",),
        ),
        Field(name="lorries_fit", kind="bool", german="Lkw können halten", english="lorries fit"),
        Field(name="owner", german="Eigentümer", english="owner", aliases=("Eigentümerin", "operator")),
        Field(name="funder", german="Fördermittelgeber", english="funder", aliases=("Förderung",)),
        Field(
            name="maintainer",
            german="Unterhaltung durch",
            english="maintainer",
            aliases=("Unterhalt", "Baulast"),
        ),
        Field(
            name="earmarked_until",
            kind="date",
            german="Zweckbindung bis",
            english="earmarked until",
            aliases=("Zweckbindung",),
        ),
        Field(
            name="design_generation", german="Gestaltungsgeneration", english="design generation", longest=40
        ),
        Field(
            name="mounted_on",
            kind="date",
            german="montiert am",
            english="mounted on",
            aliases=("Aufstelldatum", "Baujahr"),
        ),
        Field(name="film_class", german="Folienklasse", english="film class", longest=10),
        Field(
            name="inspected_on",
            kind="date",
            german="kontrolliert am",
            english="inspected on",
            aliases=("letzte Kontrolle",),
        ),
        _NOTE,
    ),
)

ROAD = Layer(
    name="road",
    plural="roads",
    german="Straßen",
    geometry="LINESTRING",
    fields=(
        Field(name="name", german="Name", english="name", aliases=("Straße", "Straßenname")),
        _choice("road_class", "Klasse", "class", words.ROAD_CLASSES, aliases=("Straßenklasse",)),
        Field(name="number", german="Nummer", english="number", aliases=("ref",), longest=40),
        Field(
            name="speed_kmh",
            kind="int",
            german="Tempo",
            english="speed",
            unit="km/h",
            aliases=("maxspeed", "Geschwindigkeit"),
            lowest=0,
            highest=300,
        ),
        Field(name="in_town", kind="bool", german="innerorts", english="in town"),
        Field(name="width_m", kind="real", german="Breite", english="width", unit="m", lowest=0, highest=60),
        _AREA,
    ),
)

BACKDROP = Layer(
    name="backdrop",
    plural="backdrops",
    german="Hintergrund",
    geometry="POLYGON",
    fields=(_choice("kind", "Art", "kind", words.BACKDROPS), _AREA),
)

LAYERS: Mapping[str, Layer] = {
    layer.name: layer for layer in (MUNICIPALITY, AREA, TENANT, SIGN, ROAD, BACKDROP)
}
BY_PLURAL: Mapping[str, Layer] = {layer.plural: layer for layer in LAYERS.values()}


def fold_heading(text: str) -> str:
    """A heading without case, accents, blanks and punctuation: `Straße / Nr.` -> `strassenr`."""
    plain = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    plain = unicodedata.normalize("NFKD", plain)
    return re.sub(r"[^a-z0-9]", "", plain)
