"""Rules about what a face says: how large, how much, in which order, whose.

Boards that are read on foot may say as much as they like.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.kinds import DRIVEN_PAST
from signage.siting.legibility import in_order, needed_letter_height_mm, reading_time, room_mm, text_width_mm
from signage.siting.rules.table import ROUNDING, Fault, de, rule
from signage.siting.values import Face, Fix, Sign, Site

_DIRECTIONS = {"ahead": ("geradeaus", "ahead"), "left": ("links", "left"), "right": ("rechts", "right")}


@rule(
    "letter_height",
    "warning",
    "Schrifthöhe",
    "letter height",
    figures=("letter_height",),
    types=DRIVEN_PAST,
    face=True,
)
def is_written_large_enough(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Die Schrift ist so hoch, wie es das zulässige Tempo verlangt."""
    height, speed = _letter_height(sign), site.reading_road.speed_kmh if site.reading_road else None
    if height is None or not speed:
        return
    key = figures.step("letter_height", speed)
    if height < figures[key] - ROUNDING:
        yield Fault(
            Said(
                f"Die Schrift ist {de(height, 0)} mm hoch; bei {speed} km/h sind {figures[key]:.0f} mm nötig",
                f"the letters are {height:.0f} mm high; at {speed} km/h {figures[key]:.0f} mm are needed",
            ),
            key,
            measured=round(height),
            fix=_written(figures[key]),
        )


@rule(
    "reading.time",
    "hint",
    "Lesezeit",
    "reading time",
    figures=("reading", "letter_height"),
    types=DRIVEN_PAST,
    face=True,
)
def can_be_read_in_passing(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Wer vorbeifährt, hat selbst unter günstigen Annahmen genug Zeit zum Lesen."""
    height, road, lateral = _letter_height(sign), site.reading_road, site.lateral_m
    if height is None or road is None or not road.speed_kmh or lateral is None:
        return
    time = reading_time(height, road.speed_kmh, lateral, figures)
    if time.favourable_s < time.required_s - ROUNDING:
        needed = needed_letter_height_mm(road.speed_kmh, lateral, figures)
        yield Fault(
            Said(
                f"Lesezeit {de(time.cautious_s, 1)} bis {de(time.favourable_s, 1)} s "
                f"statt {de(time.required_s, 1)} s",
                f"reading time {time.cautious_s:.1f} to {time.favourable_s:.1f} s "
                f"instead of {time.required_s:.1f} s",
            ),
            "reading.time",
            measured=round(time.favourable_s, 1),
            fix=_written(_listed_above(needed, figures)),
        )


@rule(
    "destinations.per_direction",
    "error",
    "Ziele je Richtung",
    "destinations per direction",
    figures=("destinations.per_direction",),
    types=DRIVEN_PAST,
    face=True,
)
def names_few_in_each_direction(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """In jede Richtung stehen höchstens vier Ziele auf einem Schild."""
    limit = figures["destinations.per_direction"]
    for direction, count in Counter(slot.direction for slot in _face(sign).slots).items():
        if direction is not None and count > limit:
            german, english = _DIRECTIONS[direction]
            yield Fault(
                Said(
                    f"{count} Ziele {german} statt höchstens {limit:.0f}",
                    f"{count} destinations {english} instead of at most {limit:.0f}",
                ),
                "destinations.per_direction",
                measured=count,
            )


@rule(
    "destinations.in_all",
    "error",
    "Ziele insgesamt",
    "destinations in all",
    figures=("destinations.in_all", "destinations.advised"),
    types=DRIVEN_PAST,
    face=True,
)
def names_few_in_all(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Schild nennt höchstens zehn Ziele; empfohlen sind sieben."""
    count = len(_face(sign).slots)
    if count <= figures["destinations.advised"]:
        return
    strict = count > figures["destinations.in_all"]
    key = "destinations.in_all" if strict else "destinations.advised"
    yield Fault(
        Said(
            f"{count} Ziele statt {'höchstens' if strict else 'empfohlener'} {figures[key]:.0f}",
            f"{count} destinations instead of {'at most' if strict else 'the advised'} {figures[key]:.0f}",
        ),
        key,
        measured=count,
        severity="error" if strict else "hint",
    )


@rule(
    "destinations.order",
    "warning",
    "Reihenfolge der Ziele",
    "order of destinations",
    figures=("destinations.in_order",),
    types=DRIVEN_PAST,
    face=True,
)
def names_the_farthest_first(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Oben stehen Ziele geradeaus, dann links, dann rechts, je Richtung das fernste zuerst (Umklappregel)."""
    slots = _face(sign).slots
    right = in_order(slots)
    if right == slots or sign.face is None or not figures["destinations.in_order"]:
        return
    first = next(
        place for place, (is_, shall) in enumerate(zip(slots, right, strict=True), 1) if is_ != shall
    )
    yield Fault(
        Said(
            f"Ab Zeile {first} stimmt die Reihenfolge nicht: dort gehört {right[first - 1].text} hin",
            f"the order is wrong from row {first} on: {right[first - 1].text} belongs there",
        ),
        "destinations.in_order",
        fix=Fix(
            Said("Ziele ordnen", "sort the destinations"), {"face": Face(sign.face.letter_height_mm, right)}
        ),
    )


@rule(
    "official.plain",
    "error",
    "Amtlich ohne Logo und Code",
    "official signs without logo and code",
    figures=("official.no_logo", "official.no_code"),
    families=("official",),
)
def is_plain_if_official(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein amtliches Zeichen trägt weder Logo noch QR-Code."""
    if sign.code and figures["official.no_code"]:
        yield Fault(
            Said("Trägt als amtliches Zeichen einen QR-Code", "is official and carries a code"),
            "official.no_code",
        )
    if sign.face and any(slot.has_logo for slot in sign.face.slots) and figures["official.no_logo"]:
        plain = tuple(replace(slot, has_logo=False) for slot in sign.face.slots)
        yield Fault(
            Said("Trägt als amtliches Zeichen ein Logo", "is official and carries a logo"),
            "official.no_logo",
            fix=Fix(Said("Ohne Logo", "without a logo"), {"face": Face(sign.face.letter_height_mm, plain)}),
        )


@rule(
    "official.single_firm",
    "error",
    "Einzelne Firma amtlich",
    "single firm on an official sign",
    figures=("official.single_firm_needs_reason",),
    families=("official",),
    face=True,
)
def names_a_firm_only_with_reason(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein amtliches Zeichen nennt eine einzelne Firma nur mit schriftlicher Begründung."""
    if not figures["official.single_firm_needs_reason"]:
        return
    for slot in _face(sign).slots:
        if slot.is_single_firm and not (slot.reason or "").strip():
            yield Fault(
                Said(
                    f"Nennt die Firma {slot.text} ohne schriftliche Begründung",
                    f"names the firm {slot.text} without a written reason",
                ),
                "official.single_firm_needs_reason",
            )


@rule(
    "text.current",
    "warning",
    "Aktualität des Textes",
    "text against the directory",
    figures=("text.current",),
)
def says_what_is_so(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Was auf einem Schild steht, stimmt mit dem Firmenverzeichnis überein."""
    if figures["text.current"]:
        for sentence in sign.untrue:
            yield Fault(sentence, "text.current")


@rule("slot.text_fits", "warning", "Text passt", "text fits", figures=("slot",), types=DRIVEN_PAST, face=True)
def fits_its_slots(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Jeder Text passt in seine Zeile; gemessen in der Schrift dieses Programms, nicht in DIN 1451."""
    face = _face(sign)
    if not face.letter_height_mm:
        return
    for slot in face.slots:
        room = room_mm(slot, face.letter_height_mm, figures)
        width = text_width_mm(slot.text, face.letter_height_mm) if room is not None else 0.0
        if room is not None and width > room:
            yield Fault(
                Said(
                    f"„{slot.text}“ ist {width:.0f} mm breit; Platz ist für {max(room, 0):.0f} mm",
                    f"“{slot.text}” is {width:.0f} mm wide; there is room for {max(room, 0):.0f} mm",
                ),
                "slot.margin",
                measured=round(width),
                required=max(room, 0.0),
            )


_NO_FACE = Face()


def _face(sign: Sign) -> Face:
    """The face; rules with `face=True` are asked only where there is one."""
    return sign.face or _NO_FACE


def _letter_height(sign: Sign) -> float | None:
    return _face(sign).letter_height_mm or None


def _listed_above(height_mm: float, figures: Figures) -> float:
    """The smallest listed letter height that is not below `height_mm`, or that height in full centimetres."""
    listed = [value for key, value in figures.values.items() if key.startswith("letter_height.")]
    return min((value for value in listed if value >= height_mm), default=-(-height_mm // 10) * 10)


def _written(height_mm: float) -> Fix:
    label = Said(f"Schrift {height_mm:.0f} mm hoch setzen", f"set the letters {height_mm:.0f} mm high")
    return Fix(label, {"letter_height_mm": height_mm})
