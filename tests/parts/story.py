"""A story on the planner's page: the Erfurter Kreuz signed from empty to complete, as planners do it.

Gone wholly by mouse, but for what is typed into a field, or wholly by keys. What is asked of the page's
scripts tells where something is and whether the page is done; nothing is done by them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
from playwright.sync_api import Locator, Page, expect

from signage.domain.layers import LAYERS
from signage.services.importing import import_file
from signage.services.sample import sample_folder
from tests.parts.hands import Hand
from tests.parts.planner import Desk, judged, on_screen, saved, there
from tests.parts.stores import new_geopackage

Seen = Callable[[str], None]
Row = tuple[str, str, str]  # way, destination, metres
AREA = "Erfurter Kreuz"
OPEN = "#plan-findings .finding:not(.excepted)"
_PATIENT_MS = 60_000
TYPES = ("BEG", "INF", "SAM", "EIN", "STR", "AMT", "HSN")  # as the palette shows them, and the digits choose


@dataclass(frozen=True)
class Wish:
    """A sign that the planner wants: where it goes, what to choose in the form, what it shall say."""

    type: str
    place: tuple[float, float]
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    face: tuple[Row, ...] = ()
    snapping: bool = True


def _stop(stopping_place: str) -> dict[str, str]:
    return {"stopping_place": stopping_place}


WISHES = (
    Wish(
        "BEG", (10.944490, 50.857686), "Einfahrt L 1044", _stop("Gehweg"), (("geradeaus", AREA, ""),),
        snapping=False,
    ),
    Wish("BEG", (10.960521, 50.864796), "Einfahrt K 18", _stop("Gehweg"), (("geradeaus", AREA, ""),)),
    Wish(
        "INF", (10.944529, 50.858225), "Haltebucht Kreuzallee",
        {**_stop("Haltebucht"), "lorries_fit": "ja"},
    ),
    Wish(
        "SAM", (10.944516, 50.860343), "Kreuzallee, vor Hallenring", _stop("Gehweg"),
        (("rechts", "Hallenring", "60"), ("geradeaus", "Rangiergleis", "90"), ("geradeaus", "Nord", "650")),
    ),
    Wish(
        "EIN", (10.944503, 50.860847), "Kreuzallee / Am Rangiergleis", _stop("keine"),
        (("links", "Rangiergleis", "40"),),
    ),
    Wish("AMT", (10.943558, 50.857271), "L 1044, vor der Einfahrt", _stop("keine"), (("links", AREA, "80"),)),
    Wish("STR", (10.942694, 50.867145), "Technologiestraße / Kreuzallee", _stop("Gehweg")),
    Wish("HSN", (10.945786, 50.860646), "Tor Hallenring 1", _stop("Gehweg"), snapping=False),
)  # fmt: skip

# What a planner answers for where nothing is to be mended.
REASONS = {
    "code.stopping_place": "Code nur für Fußgänger und den Bauhof; Tempo 30 ist beantragt",
    "strip.building_free": "Ausnahme beim TLBV beantragt, Aktenzeichen folgt",
    "post.rigid": "Sollbruchstelle nach Herstellerangabe, Nachweis liegt bei",
    "junction.sight": "Ortstermin mit der Polizei: die Sicht bleibt frei",
    "plot.private": "Zustimmung der Eigentümer liegt vor",
    "data.missing": "Vor Ort aufgemessen, Plan liegt bei",
}


def store_without_signs(path: Path) -> Path:
    """The sample inventory in which the Erfurter Kreuz has no sign."""
    store, folder = new_geopackage(path), sample_folder()
    frame = gpd.read_file(folder / "signs.geojson")
    others = path.with_name("signs.geojson")
    frame[frame["area"] != "EK"].to_file(others, driver="GeoJSON")
    try:
        for layer in LAYERS.values():
            file = others if layer.name == "sign" else folder / f"{layer.plural}.geojson"
            import_file(store, layer.plural, file, who="Beispielbestand")
    finally:
        store.close()
    return path


def sign_the_area(
    page: Page, desk: Desk, way: str, wishes: tuple[Wish, ...] = WISHES, seen: Seen = lambda name: None
) -> None:
    """Set the signs, say what they say, solve or reason every finding; `seen` is told what can be seen."""
    hand = Hand(page, way)
    page.goto(f"{desk.base}/plan/EK#token={desk.token}")
    there(page)
    seen("empty")
    for number, wish in enumerate(wishes):
        place(hand, wish, seen if number == 2 else lambda name: None)
        fill_in(hand, wish)
        if wish.face:
            enter_face(hand, wish, seen if wish.type == "SAM" else lambda name: None)
    settle_all(hand, seen)


def go_to(hand: Hand, place: tuple[float, float]) -> None:
    """The coordinates are typed into the search; the card of the place is closed again."""
    lon, lat = place
    hand.write(hand.page.locator("#signage-query"), f"{lat:.6f}, {lon:.6f}")
    if hand.way == "keys":
        hand.page.keyboard.press("Enter")
        expect(hand.page.locator("#plan-spot")).to_be_visible()
        hand.page.keyboard.press("Escape")
        expect(hand.page.locator("#signage_map")).to_be_focused()
    else:
        spelled = f"{lat:.6f}".replace(".", ",")
        hand.press(hand.page.locator("#signage-results").get_by_role("option").filter(has_text=spelled))
        hand.press(hand.page.locator("#plan-spot-close"))
    there(hand.page)


def place(hand: Hand, wish: Wish, seen: Seen) -> None:
    """A sign of the type, where the planner wants it."""
    page = hand.page
    go_to(hand, wish.place)
    if hand.way == "keys":
        page.keyboard.press("n")
        page.keyboard.press(str(TYPES.index(wish.type) + 1))
        page.keyboard.press("Enter" if wish.snapping else "Alt+Enter")
    else:
        click_on_the_map(hand, wish, seen)
    expect(page.locator("#plan-notice")).to_contain_text("gesetzt", timeout=_PATIENT_MS)
    expect(page.locator("#plan-sign-title")).to_be_visible()
    if hand.way == "keys":
        page.keyboard.press("e")
        expect(page.locator("#plan-sign-title")).to_be_focused()


def click_on_the_map(hand: Hand, wish: Wish, seen: Seen) -> None:
    """Press the type, move to the place, click; snapping is off where it is not wanted."""
    mouse, snap = hand.page.mouse, hand.page.locator("#plan-snap")
    if not wish.snapping:
        hand.press(snap)
    hand.press(hand.page.locator(f'#plan-palette [data-type="{wish.type}"]'))
    x, y = on_screen(hand.page, *wish.place)
    mouse.move(x - 2, y)
    mouse.move(x, y)
    seen("placing")
    mouse.click(x, y)
    if not wish.snapping:
        hand.press(snap)


def fill_in(hand: Hand, wish: Wish) -> None:
    """The form of the sign just set."""
    page = hand.page
    hand.write(page.locator("#plan-field-name"), wish.name)
    if hand.way == "mouse":
        hand.press(page.locator("#plan-sign-title"))  # a field is stored when it is left
    for name, label in wish.fields.items():
        hand.choose(page.locator(f"#plan-field-{name}"), label)
    saved(page)


def enter_face(hand: Hand, wish: Wish, seen: Seen) -> None:
    """The rows of the face; what is out of order is put in order by a click."""
    page = hand.page
    hand.press(page.locator("#plan-face-open"))
    for number, (way, text, metres) in enumerate(wish.face, start=1):
        if number > 1 and hand.way == "keys":
            page.keyboard.press("Enter")
        elif number > 1:
            hand.press(page.locator("#plan-face-add"))
        row = page.locator(".face-row").nth(number - 1)
        hand.write(page.get_by_label(f"Entfernung in Metern, Zeile {number}"), metres)
        hand.pick(row.get_by_role("radio", name=way))
        hand.write(page.get_by_label(f"Ziel, Zeile {number}", exact=True), text)
    judged(page)
    seen("face")
    order = page.locator("#plan-face-findings").get_by_role("button", name="Ziele ordnen")
    if order.count():
        hand.press(order)
    hand.press(page.locator("#plan-face-save"))
    saved(page)


def settle_all(hand: Hand, seen: Seen) -> None:
    """From open finding to open finding, until none is left."""
    page = hand.page
    done = page.locator("#plan-review-text", has_text="jeder Befund ist gelöst oder begründet")
    shown: set[str] = set()
    for _ in range(40):
        judged(page)
        if done.count():
            break
        if page.locator("#plan-review-next").count():
            hand.press(page.locator("#plan-review-next"))
        settle_one(hand, seen, shown)
    expect(done).to_be_visible()
    seen("done")


def settle_one(hand: Hand, seen: Seen, shown: set[str]) -> None:
    """Every finding of the sign in hand: its remedy where there is one, else a reason."""
    page = hand.page
    tried: set[str] = set()
    for _ in range(12):
        judged(page)
        finding = page.locator(OPEN).first
        if not finding.count():
            return
        rule = str(finding.get_attribute("data-rule"))
        mend = finding.locator(".mend")
        if mend.count() and rule not in tried:
            _once(seen, shown, "mend")
            hand.press(mend)
        else:
            give_reason(hand, finding, REASONS.get(rule, "Vor Ort geprüft und mit der Behörde abgestimmt"))
            _once(seen, shown, "reason")
            hand.press(finding.get_by_role("button", name="Begründen"))
        tried.add(rule)
        saved(page)


def give_reason(hand: Hand, finding: Locator, reason: str) -> None:
    """Write down why a finding may stay."""
    hand.press(finding.locator("summary"))
    hand.write(finding.get_by_role("textbox"), reason)


def _once(seen: Seen, shown: set[str], name: str) -> None:
    if name not in shown:
        shown.add(name)
        seen(name)


def open_findings(page: Page, desk: Desk) -> list[tuple[Any, str]]:
    """(sign, rule) of what is neither solved nor reasoned, as the service has it."""
    signs = desk.ask(page, "GET", "areas/4/findings")["signs"]
    told = [(sign["number"], one) for sign in signs for one in sign["findings"]]
    return [(number, one["rule"]) for number, one in told if one["severity"] != "excepted"]
