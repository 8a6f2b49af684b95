"""The words and numbers of a data sheet, in its language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from signage.domain import words
from signage.domain.layers import LAYERS
from signage.languages import DEFAULT, day_text, text

if TYPE_CHECKING:
    from signage.artwork.sign_sheet import Fact
    from signage.services.siting import Judgement
    from signage.siting.values import Citation, Site

Row = dict[str, Any]
_GERMAN = str.maketrans(",.", "\u00a0,")
_ENGLISH = str.maketrans(",", "\u00a0")
_BESIDE_THE_ROAD = ("clearance.lateral", "carriageway.free")


@dataclass(frozen=True)
class Speech:
    """How a document speaks: its words, numbers and days."""

    language: str = DEFAULT

    def say(self, key: str, **values: object) -> str:
        """A text of the documents, with its `{names}` filled in."""
        return text(self.language, f"paper.{key}", **values)

    def told(self, sentence: str) -> str:
        """A sentence that brings its English along, in the document's language."""
        return str(sentence) if self.language == DEFAULT else str(getattr(sentence, "english", sentence))

    def label(self, column: str) -> str:
        """What a column of a sign is called."""
        field = LAYERS["sign"].field(column)
        return field.german if self.language == DEFAULT else field.english

    def quantity(self, value: float | None, unit: str, digits: int = 2) -> str:
        """`1,50 m`, `636 812,34 m`, `2,6 s`, `126 mm`; empty where nothing is known.

        Metres always to the centimetre, which is what the store keeps places to and what the rules compare.
        """
        if value is None:
            return ""
        figure = f"{value:,.{0 if unit == 'mm' else digits}f}"
        if unit != "m" and "." in figure:
            figure = figure.rstrip("0").rstrip(".")
        table = _GERMAN if self.language == DEFAULT else _ENGLISH
        return f"{figure.translate(table)}\u00a0{unit}".rstrip()

    def required(self, measured: float | None, value: float | None, unit: str) -> str:
        """`mindestens 0,50 m`: what was measured fails, so it lies on the wrong side of what is required."""
        told = self.quantity(value, unit)
        if measured is None or value is None or measured == value:
            return told
        return self.say("at_most" if measured > value else "at_least", value=told)

    def degrees(self, value: float) -> str:
        """`50,8595000°`: a centimetre on the ground, as the metres beside it."""
        return f"{value:.7f}°".replace(".", self.say("decimal"))

    def citation(self, cited: "Citation") -> str:
        """Where a figure stands, in which edition, and how sure that is."""
        where = ", ".join(filter(None, (self.told(cited.source), self.told(cited.edition))))
        return f"{where} · {self.say(f'certainty_{cited.certainty}')}"

    def word(self, table: words.Words, code: str | None) -> str:
        """The word of a code; a code that the table does not know stands for itself."""
        known = table.get(code or "")
        return (known[0] if self.language == DEFAULT else known[1]) if known else code or ""

    def day(self, value: date | None) -> str:
        """`22.11.2026`, `22 November 2026`; empty where no day is known."""
        return day_text(self.language, value) if value else ""

    def truth(self, value: bool | None) -> str:
        """Yes, no, or nothing where it is not known."""
        return "" if value is None else self.say("yes" if value else "no")


def beside_the_road(speech: Speech, judged: "Judgement | None") -> "list[Fact]":
    """The road that the sign stands beside, and the clearance as measured and as required."""
    from signage.artwork.sign_sheet import Fact

    site = judged.site if judged else None
    if judged is None or site is None or site.road is None:
        return [Fact(speech.say("road_name"), speech.say("no_road"))]
    facts = [Fact(speech.say(key), value) for key, value in _road(speech, site)]
    return [*facts, _clearance(speech, judged)]


def _road(speech: Speech, site: "Site") -> Iterator[tuple[str, str]]:
    road = site.road
    assert road is not None
    where = {True: "in_town", False: "outside"}.get(road.in_town) if road.in_town is not None else None
    yield "road_name", road.name or ""
    yield "road_number", road.number or ""
    yield "road_class", speech.word(words.ROAD_CLASSES, road.road_class)
    yield "road_place", speech.say(where) if where else ""
    yield "road_speed", speech.quantity(road.speed_kmh, "km/h", 0)
    width = speech.quantity(road.width_m, "m")
    yield "carriageway", speech.say("wide_presumed" if road.width_is_presumed else "wide", width=width)
    yield "side", _side(speech, site)


def _side(speech: Speech, site: "Site") -> str:
    from signage.artwork.sign_sheet import told_bearing

    if site.side not in ("left", "right"):
        return ""
    return speech.say(f"side_{site.side}", facing=told_bearing(site.road_bearing_deg, speech.language))


def _clearance(speech: Speech, judged: "Judgement") -> "Fact":
    """Measured from the board's edge; from its middle where the board's width or facing is not known."""
    from signage.artwork.sign_sheet import Fact

    site, figures = judged.site, judged.around.figures
    place = "outside" if site.in_town is False else "in_town"
    required = speech.quantity(figures[f"clearance.lateral.{place}.normal"], "m")
    bad = any(
        found.rule in _BESIDE_THE_ROAD and found.severity in ("error", "warning") for found in judged.findings
    )
    have = site.to_edge_m if site.clearance_m is None else site.clearance_m
    wanted = speech.say("demanded", value=required)
    return Fact(speech.say("to_edge"), speech.quantity(have, "m"), wanted, bad)


def measures(speech: Speech, row: Row) -> "list[Fact]":
    """The sign's own measures, and who can stop in front of it."""
    from signage.artwork.sign_sheet import Fact

    told = {
        "height_m": speech.quantity(row["height_m"], "m"),
        "lower_edge_m": speech.quantity(row["lower_edge_m"], "m"),
        "width_mm": speech.quantity(row["width_mm"], "mm", 0),
        "stopping_place": speech.word(words.STOPPING_PLACES, row["stopping_place"]),
        "lorries_fit": speech.truth(row["lorries_fit"]),
        "film_class": row["film_class"] or "",
        "film_from": speech.day(row["film_from"]),
        "mounted_on": speech.day(row["mounted_on"]),
        "inspected_on": speech.day(row["inspected_on"]),
        "condition": speech.word(words.CONDITIONS, row["condition"]),
    }
    return [Fact(speech.label(column), value) for column, value in told.items()]


def administration(speech: Speech, row: Row, *, told: bool) -> "list[Fact]":
    """Whose the sign is and who paid; the note only where it may be told."""
    from signage.artwork.sign_sheet import Fact

    columns = ("owner", "funder", "maintainer", "earmarked_until", "design_generation")
    shown = {column: row[column] for column in columns} | {
        "earmarked_until": speech.day(row["earmarked_until"])
    }
    facts = [Fact(speech.label(column), value or "") for column, value in shown.items()]
    if row["valid_to"]:
        facts.append(Fact(speech.say("ended_on"), speech.day(row["valid_to"])))
    return [*facts, Fact(speech.label("note"), row["note"])] if told and row["note"] else facts
