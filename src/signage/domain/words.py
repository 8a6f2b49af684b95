"""The tables of coded values: a new sign type, state or road class is a row here.

Each word is `code -> (German, English)`; the German is what stands on screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, tuple[str, str]]

FAMILIES: Words = {
    "official": ("amtlich", "official"),
    "guide": ("Leitsystem (nichtamtlich)", "guide system"),
    "advertising": ("Werbung", "advertising"),
}

STATES: Words = {
    "existing": ("Bestand", "existing"),
    "planned": ("geplant", "planned"),
    "applied": ("beantragt", "applied for"),
    "ordered": ("angeordnet", "ordered"),
    "commissioned": ("beauftragt", "commissioned"),
    "mounted": ("montiert", "mounted"),
    "accepted": ("in Betrieb, Abnahme erfolgt", "accepted"),
    "defective": ("schadhaft", "defective"),
    "out_of_service": ("außer Betrieb", "out of service"),
    "dismantled": ("abgebaut", "dismantled"),
    "unauthorised": ("Wildschild", "unauthorised"),
}

# How a sign was found at its inspection; whether it is in use is its state.
CONDITIONS: Words = {
    "good": ("gut", "good"),
    "worn": ("abgenutzt", "worn"),
    "dirty": ("verschmutzt oder verdeckt", "dirty or hidden"),
    "damaged": ("beschädigt", "damaged"),
    "illegible": ("unlesbar", "illegible"),
    "missing": ("fehlt", "missing"),
}

STOPPING_PLACES: Words = {
    "none": ("keine", "none"),
    "hard_shoulder": ("Randstreifen", "hard shoulder"),
    "lay_by": ("Haltebucht", "lay-by"),
    "car_park": ("Parkplatz", "car park"),
    "footpath": ("Gehweg", "footpath"),
}

# Codes of XPlanung (BP_BesondereArtDerBaulNutzung).
AREA_KINDS: Words = {
    "1500": ("Mischgebiet (MI)", "mixed area"),
    "1700": ("Gewerbegebiet (GE)", "commercial area"),
    "1800": ("Industriegebiet (GI)", "industrial area"),
    "2100": ("Sondergebiet (SO)", "special area"),
}

ROAD_CLASSES: Words = {
    "A": ("Autobahn", "motorway"),
    "B": ("Bundesstraße", "federal road"),
    "L": ("Landesstraße", "state road"),
    "K": ("Kreisstraße", "district road"),
    "G": ("Gemeindestraße", "municipal road"),
    "P": ("Privatstraße, Weg", "private road or path"),
}

BACKDROPS: Words = {
    "building": ("Gebäude", "building"),
    "plot": ("Grundstück", "plot"),
    "green": ("Grünfläche", "green"),
    "water": ("Gewässer", "water"),
}

LEGAL_BASES: Words = {
    "register": ("Gewerberegister (GewO § 14 Abs. 5)", "trade register (GewO § 14(5))"),
    "consent": ("Einwilligung", "consent"),
    "public": ("allgemein zugängliche Quelle", "public source"),
}


@dataclass(frozen=True)
class SignType:
    """A row of the table of sign types; `family` is the one it belongs to unless a row says otherwise, the
    measures are those that a new sign begins with.
    """

    german: str
    english: str
    family: str
    height_m: float
    lower_edge_m: float
    width_mm: float


SIGN_TYPES: Mapping[str, SignType] = {
    "BEG": SignType("Begrüßungspylon", "welcome pylon", "guide", 4.5, 0.4, 1500),
    "INF": SignType("Übersichtstafel", "overview board", "guide", 2.6, 0.9, 1800),
    "SAM": SignType("Sammelwegweiser", "collective sign", "guide", 3.4, 2.25, 1400),
    "EIN": SignType("Einzelwegweiser", "single guide sign", "guide", 2.8, 2.25, 1200),
    "STR": SignType("Straßennamensschild (437)", "street name sign (437)", "official", 2.7, 2.25, 900),
    "AMT": SignType(
        "Amtlicher Wegweiser (432/434/438)", "official guide sign (432/434/438)", "official", 3.2, 2.25, 1650
    ),
    "HSN": SignType("Tor-/Hausnummernschild", "gate or house number plate", "guide", 1.5, 1.0, 500),
}

SIGN_TYPE_WORDS: Words = {code: (row.german, row.english) for code, row in SIGN_TYPES.items()}

# A sign in one of these states stands at the roadside; the others are intentions or memories.
STANDING = ("existing", "mounted", "accepted", "defective", "out_of_service", "unauthorised")
# A sign in one of these may still come to nothing: nobody has been asked to make it.
INTENDED = ("planned", "applied", "ordered")


def may_carry_a_code(family: str) -> bool:
    """Ein amtliches Zeichen trägt weder Logo noch QR-Code (VwV-StVO zu Zeichen 432; StVO § 33 Abs. 2)."""
    return family == "guide"
