"""The planner's page on the running service: where things are on screen, and signs of a test's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from playwright.sync_api import Page

from tests.parts.browser import painted, until

HOSTILE = "Kim <img src=x onerror=alert(1)> & Söhne"
_NUMBERS = count(501)
_IS_LOADED = """() => ['roads', 'signs', 'areas'].every((layer) => signagePlan.source.held[layer])
  && signagePlan.source.idle && (signagePlan.options.area === null
    || performance.getEntriesByType('resource').some(({ name }) => name.includes('/signs?area=')))"""
_IS_JUDGED = """() => document.getElementById('plan-findings').ariaBusy !== 'true'
  && document.getElementById('plan-review').ariaBusy !== 'true'"""
_IS_SAVED = "() => !signagePlan.source.drafts.size"
_ON_SCREEN = """([lon, lat]) => {
  const point = signagePlan.map.latLngToContainerPoint([lat, lon]);
  const box = signagePlan.map.getContainer().getBoundingClientRect();
  return [point.x + box.x, point.y + box.y];
}"""


@dataclass(frozen=True)
class Desk:
    """The service's address and a token for all municipalities; the area is the sample's Erfurter Kreuz."""

    base: str
    token: str
    sessions: Mapping[str, str] = field(default_factory=dict)  # of who has signed in, by role

    def open(self, page: Page, view: str = "19/50.85950/10.94440", *, may_write: bool = True) -> None:
        """The page of the area EK at `zoom/latitude/longitude`, once its signs and roads are there."""
        page.goto(f"{self.base}/plan/EK" + (f"#token={self.token}" if may_write else ""), timeout=60_000)
        self.look(page, view)

    def open_areas(self, page: Page, view: str) -> None:
        """The page of all areas at a place, at work on areas."""
        page.goto("about:blank")  # else a change of the fragment alone would load nothing
        page.goto(f"{self.base}/plan#token={self.token}")
        self.look(page, view)
        page.locator("#plan-mode-areas").click()

    def look(self, page: Page, view: str) -> None:
        """Show a place, and wait until it is known."""
        zoom, latitude, longitude = map(float, view.split("/"))
        page.evaluate(
            "([zoom, lat, lon]) => signagePlan.map.setView([lat, lon], zoom)", [zoom, latitude, longitude]
        )
        there(page)

    def ask(self, page: Page, method: str, path: str, **more: Any) -> Any:
        """The API's answer to staff, as JSON."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        answer = page.request.fetch(f"{self.base}/api/v1/{path}", method=method, headers=headers, **more)
        assert answer.ok, answer.text()
        return answer.json()

    def a_sign(self, page: Page, longitude: float, latitude: float, **values: Any) -> int:
        """A new sign of the area, its id."""
        row = {
            "type": "SAM",
            "area": 4,
            "bearing_deg": 90,
            "number": f"T-{next(_NUMBERS)}",  # EK- is numbered by the product
            "state": "planned",
        }
        place = {"type": "Point", "coordinates": [longitude, latitude]}
        body = {"type": "Feature", "geometry": place, "properties": row | values}
        return int(self.ask(page, "POST", "signs", data=body)["id"])

    def an_area(self, page: Page, rings: list[list[list[float]]], **values: Any) -> int:
        """A new area of one part, its id."""
        shape = {"type": "Polygon", "coordinates": rings}
        body = {"type": "Feature", "geometry": shape, "properties": values}
        return int(self.ask(page, "POST", "areas", data=body)["id"])

    def change(self, page: Page, sign: int, **values: Any) -> None:
        """What somebody else would change meanwhile."""
        seen = {"If-Match": f'"{self.values(page, sign)["version"]}"'}
        self.ask(page, "PATCH", f"signs/{sign}", data={"properties": values}, headers=seen)

    def row(self, page: Page, layer: str, row: int) -> dict[str, Any]:
        """The stored properties of a row."""
        properties: dict[str, Any] = self.ask(page, "GET", f"{layer}/{row}")["properties"]
        return properties

    def corner(self, page: Page, area: int, number: int) -> tuple[float, float]:
        """A corner of the first ring of a stored area, in degrees."""
        shape = self.ask(page, "GET", f"areas/{area}")["geometry"]
        lon, lat = shape["coordinates"][0][0][number]
        return lon, lat

    def values(self, page: Page, sign: int) -> dict[str, Any]:
        """The stored row, with `lon` and `lat`."""
        feature = self.ask(page, "GET", f"signs/{sign}")
        lon, lat = feature["geometry"]["coordinates"]
        return {**feature["properties"], "lon": lon, "lat": lat}


def there(page: Page) -> None:
    """Wait until the view has what it needs, and has drawn it."""
    until(page, _IS_LOADED)
    painted(page)


def judged(page: Page) -> None:
    """Wait until what the page says of the sign in hand, and of the area, is true of what it shows."""
    until(page, _IS_JUDGED)


def saved(page: Page) -> None:
    """Wait until everything is stored and what was stored has been judged."""
    until(page, _IS_SAVED)
    judged(page)


def on_screen(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place is in the window."""
    x, y = page.evaluate(_ON_SCREEN, [longitude, latitude])
    return float(x), float(y)


def metres(page: Page, values: dict[str, Any]) -> tuple[float, float]:
    """The stored place in EPSG:25832, as the page reckons it."""
    x, y = page.evaluate("([lon, lat]) => signagePlan.toMetres(lon, lat)", [values["lon"], values["lat"]])
    return float(x), float(y)
