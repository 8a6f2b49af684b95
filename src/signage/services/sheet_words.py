"""The words and numbers of a data sheet, in German."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from signage.domain import words

if TYPE_CHECKING:
    from signage.artwork.sign_sheet import Fact
    from signage.services.siting import Judgement
    from signage.siting.values import Citation, Site

Row = dict[str, Any]
_CERTAINTIES = {
    "law": "Gesetz",
    "found": "öffentliche Quelle",
    "memory": "Erfahrung, unbestätigt",
    "presumed": "angenommen",
}
_GERMAN = str.maketrans(",.", "\u00a0,")
_TRUTH = {None: "", False: "nein", True: "ja"}
_BESIDE_THE_ROAD = ("clearance.lateral", "carriageway.free")


def quantity(value: float | None, unit: str, digits: int = 2) -> str:
    """`1,50 m`, `636 812,34 m`, `2,6 s`; empty where nothing is known."""
    if value is None:
        return ""
    figure = f"{value:,.{digits}f}"
    if unit != "m" and "." in figure:
        figure = figure.rstrip("0").rstrip(".")
    return f"{figure.translate(_GERMAN)}\u00a0{unit}".rstrip()


def citation(cited: "Citation") -> str:
    """Where a figure stands, in which edition, and how sure that is."""
    return f"{cited.source}, {cited.edition} · {_CERTAINTIES.get(cited.certainty, cited.certainty)}"


def word(table: words.Words, code: str | None) -> str:
    """The German word of a code; a code that the table does not know stands for itself."""
    return table[code][0] if code and code in table else code or ""


def day_of(value: date | None) -> str:
    """`22.11.2026`; empty where no day is known."""
    return f"{value:%d.%m.%Y}" if value else ""


def beside_the_road(judged: "Judgement | None") -> "list[Fact]":
    """The road that the sign stands beside, and the clearance as measured and as required."""
    from signage.artwork.sign_sheet import Fact

    site = judged.site if judged else None
    if judged is None or site is None or site.road is None:
        return [Fact("Straße", "keine in der Nähe")]
    return [Fact(name, value) for name, value in _road(site)] + [_clearance(judged)]


def _road(site: "Site") -> Iterator[tuple[str, str]]:
    road = site.road
    assert road is not None
    yield "Straße", road.name or ""
    yield "Nummer", road.number or ""
    yield "Klasse", word(words.ROAD_CLASSES, road.road_class)
    yield "Ort", {True: "innerorts", False: "außerorts", None: ""}[road.in_town]
    yield "Tempo", quantity(road.speed_kmh, "km/h", 0)
    yield (
        "Fahrbahn",
        quantity(road.width_m, "m") + (" breit (angenommen)" if road.width_is_presumed else " breit"),
    )
    yield "Seite", _side(site)


def _side(site: "Site") -> str:
    from signage.artwork.sign_sheet import told_bearing

    side = {"left": "links", "right": "rechts"}.get(site.side or "", "")
    return f"{side}, gesehen in Richtung {told_bearing(site.road_bearing_deg)}" if side else ""


def _clearance(judged: "Judgement") -> "Fact":
    """Measured from the board's edge; from its middle where the board's width or facing is not known."""
    from signage.artwork.sign_sheet import Fact

    site, figures = judged.site, judged.around.figures
    place = "outside" if site.in_town is False else "in_town"
    required = quantity(figures[f"clearance.lateral.{place}.normal"], "m")
    bad = any(
        found.rule in _BESIDE_THE_ROAD and found.severity in ("error", "warning") for found in judged.findings
    )
    have = site.to_edge_m if site.clearance_m is None else site.clearance_m
    return Fact("Abstand zum Rand", quantity(have, "m"), f"verlangt {required}", bad)


def measures(row: Row) -> "list[Fact]":
    """The sign's own measures, and who can stop in front of it."""
    from signage.artwork.sign_sheet import Fact

    return [
        Fact("Höhe", quantity(row["height_m"], "m")),
        Fact("Unterkante", quantity(row["lower_edge_m"], "m")),
        Fact("Breite", quantity(row["width_mm"], "mm", 0)),
        Fact("Haltemöglichkeit", word(words.STOPPING_PLACES, row["stopping_place"])),
        Fact("Lkw können halten", _TRUTH[row["lorries_fit"]]),
        Fact("Folienklasse", row["film_class"] or ""),
        Fact("Folie seit", day_of(row["film_from"])),
        Fact("montiert am", day_of(row["mounted_on"])),
        Fact("kontrolliert am", day_of(row["inspected_on"])),
        Fact("Erhaltung", word(words.CONDITIONS, row["condition"])),
    ]


def administration(row: Row, *, told: bool) -> "list[Fact]":
    """Whose the sign is and who paid; the note only where it may be told."""
    from signage.artwork.sign_sheet import Fact

    facts = [
        Fact("Eigentümer", row["owner"] or ""),
        Fact("Fördermittelgeber", row["funder"] or ""),
        Fact("Unterhaltung", row["maintainer"] or ""),
        Fact("Zweckbindung bis", day_of(row["earmarked_until"])),
        Fact("Gestaltung", row["design_generation"] or ""),
    ]
    if row["valid_to"]:
        facts.append(Fact("beendet zum", day_of(row["valid_to"])))
    return [*facts, Fact("Bemerkung", row["note"])] if told and row["note"] else facts
