"""The data sheet of a sign: everything known of it brought together for print.

The libraries that measure and draw are loaded on first use: a worker that only answers scans never needs
them.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signage.codes import token as tokens
from signage.domain import words
from signage.domain.faces import document
from signage.domain.keys import id_in
from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound, Said
from signage.guidance.utm import to_degrees
from signage.languages import DEFAULT
from signage.services.figures import figures_in_force
from signage.services.map_ground import ground_within, shape_of
from signage.services.rights import Rights
from signage.services.sheet_words import Speech, administration, beside_the_road, measures
from signage.store import Store

if TYPE_CHECKING:
    from signage.artwork.sign_sheet import FindingRow, Group, SlotRow, StatementRow
    from signage.services.siting import Judgement
    from signage.siting.figures import Figures

Row = dict[str, Any]
_ARROWS = {"ahead": "↑", "left": "←", "right": "→"}


def find_sign(store: Store, key: str, *, day: date | None = None) -> Row:
    """The sign that a person means: by number (`EK-012`), code (`7K3M-9QX4`) or id, in this order.

    Raises NotFound when there is none, InvalidInput when several have that number.
    """
    wanted = key.strip()
    named = store.read("sign", as_of=day or today(), where={"number": wanted})
    named = named or store.read("sign", as_of=day or today(), where={"number": wanted.upper()})
    if len(named) > 1:
        ids = ", ".join(str(row["id"]) for row in named)
        raise InvalidInput(
            Said(f"Die Nummer {wanted} tragen mehrere Schilder; nennen Sie eines nach seiner id: {ids}.",
                 f"Several signs have the number {wanted}; name one by its id: {ids}.")
        )  # fmt: skip
    found = named[0] if named else _by_code(store, wanted) or _by_id(store, wanted)
    if found is None or found["withdrawn_by"] is not None:
        raise NotFound(
            Said(f"Ein Schild „{wanted[:40]}“ gibt es nicht; gebraucht wird Nummer, Schildcode oder id.",
                 f"There is no sign '{wanted[:40]}'; give a number, a code or an id.")
        )  # fmt: skip
    return found


def _by_code(store: Store, text: str) -> Row | None:
    try:
        return store.sign_of(tokens.normalise(text))
    except InvalidInput:
        return None


def _by_id(store: Store, text: str) -> Row | None:
    number = id_in(text)
    return None if number is None else store.row("sign", number)


def sign_sheet(
    store: Store,
    row: Row,
    *,
    public_url: str,
    told: bool = True,
    day: date | None = None,
    operator: str = "",
    photo: Path | None = None,
    language: str = DEFAULT,
) -> bytes:
    """The data sheet of a sign as PDF; the same rows, figures and day give the same bytes.

    `told`: with notes, and with the reasons of exceptions and who answers for them. Without a `photo` the
    sheet shows the picture kept with the sign. Raises InvalidInput for a photo that is none.
    """
    from signage.artwork.photo import prepared
    from signage.artwork.sign_sheet import SignSheet, draw_sign_sheet
    from signage.services.siting import judge_sign

    day, figures = day or today(), figures_in_force(store)
    rights = Rights(None) if told else None
    judged = judge_sign(store, row, day=day, rights=rights) if row["geometry"] is not None else None
    face, speech = document("face", row["face"]), Speech(language)
    sheet = SignSheet(
        **_head(speech, row, public_url),
        groups=list(_groups(speech, store, row, judged, told=told, day=day)),
        findings=list(_findings(speech, judged, told=told)),
        judged=judged is not None,
        statements=list(_statements(speech, judged)),
        slots=[_slot(speech, slot) for slot in face.get("slots", ())],
        letter_height=speech.quantity(face.get("letter_height_mm"), "mm", 0),
        has_face=bool(face),
        **_map(store, row, judged, figures, day),
        operator=operator,
        version=speech.say("version", n=row["version"], day=speech.day(row["changed_at"].date())),
        source=speech.say("survey_rules"),
        language=language,
    )  # fmt: skip
    return draw_sign_sheet(sheet, made_on=day, photo=prepared(photo) if photo else _kept_picture(store, row))


def _kept_picture(store: Store, row: Row) -> bytes | None:
    from signage.store.directory_engines import directory_reader

    if not row["picture"]:
        return None
    with closing(directory_reader(store)) as reader, reader.snapshot():
        return reader.picture(row["picture"])


def _head(speech: Speech, row: Row, public_url: str) -> dict[str, Any]:
    """What stands on top: which sign it is."""
    code = row["code"]
    chips = (row["type"], speech.word(words.FAMILIES, row["family"]), speech.word(words.STATES, row["state"]))
    return {
        "number": row["number"] or "",
        "type": speech.word(words.SIGN_TYPE_WORDS, row["type"]) or speech.say("sign"),
        "name": row["name"] or "",
        "chips": [*filter(None, chips)],
        "code": tokens.display(code) if code else "",
        "address": tokens.address(public_url, code) if code else "",
        "typed": f"{tokens.domain(public_url)}/{code}" if code else "",
        "bearing_deg": row["bearing_deg"],
    }


def _groups(
    speech: Speech, store: Store, row: Row, judged: "Judgement | None", *, told: bool, day: date
) -> Iterator["Group"]:
    from signage.artwork.sign_sheet import Fact, Group

    position = [Fact(speech.say(key), value) for key, value in _position(speech, store, row, day)]
    yield Group(speech.say("group_position"), position)
    yield Group(speech.say("group_road"), beside_the_road(speech, judged))
    yield Group(speech.say("group_measures"), measures(speech, row))
    yield Group(speech.say("group_administration"), administration(speech, row, told=told))


def _position(speech: Speech, store: Store, row: Row, day: date) -> Iterator[tuple[str, str]]:
    place = shape_of(row)
    if place is not None:
        latitude, longitude = to_degrees(place.x, place.y)
        yield "easting", speech.quantity(place.x, "m")
        yield "northing", speech.quantity(place.y, "m")
        yield "system", "EPSG:25832 (UTM\u00a032N)"
        yield "latitude", f"{speech.degrees(latitude)}\u00a0N"
        yield "longitude", f"{speech.degrees(longitude)}\u00a0{speech.say('east')}"
    town = _municipality(store, row["municipality"], day)
    area = store.row("area", row["area"]) if row["area"] else None
    yield "municipality", f"{town['name']} ({town['ags']})" if town else row["municipality"] or ""
    yield (
        "area",
        " ".join(filter(None, (area["name"], f"({area['number']})" if area["number"] else "")))
        if area
        else "",
    )
    yield "site", ", ".join(filter(None, (row["name"], row["street"])))


def _municipality(store: Store, ags: str | None, day: date) -> Row | None:
    rows = store.read("municipality", as_of=day, where={"ags": ags}) if ags else []
    return rows[0] if rows else None


def _findings(speech: Speech, judged: "Judgement | None", *, told: bool) -> Iterator["FindingRow"]:
    from signage.artwork.sign_sheet import FindingRow
    from signage.siting.rules import RULES

    for finding in judged.findings if judged else ():
        exception = ""
        if told and finding.reason:
            by = (finding.excepted_by or speech.say("nameless"), speech.day(finding.excepted_on))
            exception = speech.say("exception", reason=finding.reason, by=", ".join(filter(None, by)))
        title = RULES[finding.rule]
        yield FindingRow(
            severity=finding.severity,
            title=title.german if speech.language == DEFAULT else title.english,
            sentence=speech.told(finding.sentence),
            measured=speech.quantity(finding.measured, speech.told(finding.unit)),
            required=speech.required(finding.measured, finding.required, speech.told(finding.unit)),
            citation=speech.citation(finding.citation),
            exception=exception,
        )


def _statements(speech: Speech, judged: "Judgement | None") -> Iterator["StatementRow"]:
    """Who must say yes; nobody is named for a sign without a place."""
    from signage.artwork.sign_sheet import StatementRow

    for said in judged.approvals if judged else ():
        role = speech.say(f"role_{said.role}")
        yield StatementRow(role, speech.told(said.sentence), speech.citation(said.citation))


def _slot(speech: Speech, slot: dict[str, Any]) -> "SlotRow":
    from signage.artwork.sign_sheet import SlotRow

    notes = (speech.say("with_logo") if slot.get("has_logo") else "", slot.get("reason") or "")
    return SlotRow(
        _ARROWS.get(slot.get("direction") or "", ""),
        slot["text"],
        speech.quantity(slot.get("distance_m"), "m", 0),
        ", ".join(filter(None, notes)),
    )


def _map(store: Store, row: Row, judged: "Judgement | None", figures: "Figures", day: date) -> dict[str, Any]:
    from signage.artwork.sign_sheet import MAP_HEIGHT_MM, MAP_SCALE, MAP_WIDTH_MM
    from signage.artwork.window import Window

    if judged is None:
        return {}
    place = (judged.sign.x, judged.sign.y)
    window = Window.around(*place, MAP_WIDTH_MM, MAP_HEIGHT_MM, MAP_SCALE)
    free = [one.polygon for one in judged.around.triangles]
    return {
        "place": place,
        "ground": ground_within(store, window.box, day=day, figures=figures, triangles=free, here=row["id"]),
    }
