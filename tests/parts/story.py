"""A story on the planner's page: the Erfurter Kreuz signed from empty to complete, as planners do it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
from playwright.sync_api import Locator, Page, expect

from signage.domain.layers import LAYERS
from signage.services.importing import import_file
from signage.services.sample import sample_folder
from tests.parts.browser import until
from tests.parts.planner import Desk, judged, on_screen, saved
from tests.parts.stores import new_geopackage

Seen = Callable[[str], None]
Row = tuple[str, str, str]  # way, destination, metres
AREA = "Erfurter Kreuz"
OPEN = ".finding:not(.excepted)"
_PATIENT_MS = 60_000


@dataclass(frozen=True)
class Wish:
    """A sign that the planner wants: where to click, what else to fill in, what it shall say."""

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
        "BEG", (10.944490, 50.857686), "Einfahrt L 1044", _stop("footpath"), (("geradeaus", AREA, ""),),
        snapping=False,
    ),
    Wish("BEG", (10.960521, 50.864796), "Einfahrt K 18", _stop("footpath"), (("geradeaus", AREA, ""),)),
    Wish("INF", (10.944529, 50.858225), "Haltebucht Kreuzallee", {**_stop("lay_by"), "lorries_fit": "true"}),
    Wish(
        "SAM", (10.944516, 50.860343), "Kreuzallee, vor Hallenring", _stop("footpath"),
        (("rechts", "Hallenring", "60"), ("geradeaus", "Rangiergleis", "90"), ("geradeaus", "Nord", "650")),
    ),
    Wish(
        "EIN", (10.944503, 50.860847), "Kreuzallee / Am Rangiergleis", _stop("none"),
        (("links", "Rangiergleis", "40"),),
    ),
    Wish("AMT", (10.943558, 50.857271), "L 1044, vor der Einfahrt", _stop("none"), (("links", AREA, "80"),)),
    Wish("STR", (10.942694, 50.867145), "Technologiestraße / Kreuzallee", _stop("footpath")),
    Wish("HSN", (10.945786, 50.860646), "Tor Hallenring 1", _stop("footpath"), snapping=False),
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


def sign_the_area(page: Page, desk: Desk, seen: Seen = lambda name: None) -> None:
    """Set all signs, say what they say, solve or reason every finding; `seen` is told what can be seen."""
    desk.open(page, "17/50.86000/10.94500")
    seen("empty")
    for number, wish in enumerate(WISHES):
        place(page, desk, wish, seen if number == 2 else lambda name: None)
        fill_in(page, wish)
        if wish.face:
            enter_face(page, wish, seen if wish.type == "SAM" else lambda name: None)
    settle_all(page, seen)


def place(page: Page, desk: Desk, wish: Wish, seen: Seen) -> None:
    """Choose the type and click where the sign goes."""
    lon, lat = wish.place
    desk.look(page, f"20/{lat}/{lon}")
    page.locator(f'#plan-palette [data-type="{wish.type}"]').click()
    x, y = on_screen(page, lon, lat)
    if not wish.snapping:
        page.keyboard.down("Alt")
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    seen("placing")
    page.mouse.click(x, y)
    page.keyboard.up("Alt")
    until(page, "() => signagePlan.ghost() === null && signagePlan.chosen() !== null")
    expect(page.locator("#plan-notice")).to_contain_text("gesetzt", timeout=_PATIENT_MS)
    expect(page.locator("#plan-sign-title")).to_be_visible()


def fill_in(page: Page, wish: Wish) -> None:
    """The form of the sign just set."""
    change(page, page.locator("#plan-field-name"), wish.name)
    for name, value in wish.fields.items():
        change(page, page.locator(f"#plan-field-{name}"), value)


def change(page: Page, entry: Locator, value: str) -> None:
    """Give a field its value, and wait until that is stored."""
    if entry.evaluate("field => field.tagName") == "SELECT":
        entry.select_option(value)
    else:
        entry.fill(value)
        entry.press("Tab")
    saved(page)


def enter_face(page: Page, wish: Wish, seen: Seen) -> None:
    """The rows of the face; what is out of order is put in order by a click."""
    page.locator("#plan-face-open").click()
    for row, (way, text, metres) in enumerate(wish.face, start=1):
        if row > 1:
            page.keyboard.press("Enter")
        page.get_by_label(f"Entfernung in Metern, Zeile {row}").fill(metres)
        page.locator(".face-row").nth(row - 1).get_by_title(way).click()
        page.get_by_label(f"Ziel, Zeile {row}", exact=True).fill(text)
    judged(page)
    seen("face")
    order = page.locator("#plan-face-findings").get_by_role("button", name="Ziele ordnen")
    if order.count():
        order.click()
    page.locator("#plan-face-save").click()
    saved(page)


def settle_all(page: Page, seen: Seen) -> None:
    """From open finding to open finding, until none is left."""
    done = page.locator("#plan-review-text", has_text="jeder Befund ist gelöst oder begründet")
    shown: set[str] = set()
    for _ in range(40):
        judged(page)
        if done.count():
            break
        if page.locator("#plan-review-next").count():
            page.locator("#plan-review-next").click()
        settle_one(page, seen, shown)
    expect(done).to_be_visible()
    page.evaluate("signagePlan.map.setView([50.8615, 10.9515], 15.5)")
    seen("done")


def settle_one(page: Page, seen: Seen, shown: set[str]) -> None:
    """Every finding of the sign in hand: a click where one mends it, else a reason."""
    tried: set[str] = set()
    for _ in range(12):
        judged(page)
        finding = page.locator(OPEN).first
        if not finding.count():
            return
        rule = str(finding.get_attribute("data-rule"))
        mend = finding.locator(".mend")
        kind = "mend" if mend.count() and rule not in tried else "reason"
        tried.add(rule)
        if kind == "mend":
            _once(seen, shown, "mend")
            mend.click()
        else:
            give_reason(finding, REASONS.get(rule, "Vor Ort geprüft und mit der Behörde abgestimmt"))
            _once(seen, shown, "reason")
            finding.get_by_role("button", name="Begründen").click()
        saved(page)


def give_reason(finding: Locator, reason: str) -> None:
    """Write down why a finding may stay."""
    finding.get_by_text("Ausnahme begründen").click()
    finding.get_by_role("textbox").fill(reason)


def _once(seen: Seen, shown: set[str], name: str) -> None:
    if name not in shown:
        shown.add(name)
        seen(name)


def open_findings(page: Page, desk: Desk) -> list[tuple[Any, str]]:
    """(sign, rule) of what is neither solved nor reasoned, as the service has it."""
    signs = desk.ask(page, "GET", "areas/4/findings")["signs"]
    told = [(sign["number"], one) for sign in signs for one in sign["findings"]]
    return [(number, one["rule"]) for number, one in told if one["severity"] != "excepted"]
