"""A moved map asks only for what is new, and for all of it where the inventory has changed meanwhile."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parts.browser import PATIENCE_MS, painted, until
from tests.parts.planner import Desk

VIEW = "17/50.85950/10.94440"
_MOVE = "east => signageMap.map.panBy([east, 0], { animate: false })"
_IDLE = "() => signageMap.scene.source.idle && Boolean(signageMap.scene.source.held.signs)"
_KNOWN = """() => {
  const { map, scene } = signageMap;
  const view = signageMap.boxOfBounds(map.getBounds());
  const shown = scene.source.shapes('signs').filter((shape) => signageMap.overlap(shape.box, view));
  return { ids: shown.map((shape) => shape.id).sort((a, b) => a - b), view: signageMap.bboxText(view) };
}"""


@pytest.fixture(scope="module")
def desk(own_desk: Desk) -> Desk:
    """Without the signs that the tests of other files set."""
    return own_desk


def asked_for(page: Page) -> list[tuple[float, ...]]:
    """The boxes of signs that the page asks for from now on, in degrees."""
    boxes: list[tuple[float, ...]] = []

    def note(request: Any) -> None:
        address = urlsplit(request.url)
        if address.path.endswith("/signs"):
            boxes.append(tuple(map(float, parse_qs(address.query)["bbox"][0].split(","))))

    page.on("request", note)
    return boxes


def settled(page: Page) -> None:
    """Until nothing is on its way and nothing more comes: the page's policy lets no text run as a script, so
    it is asked.
    """
    quiet = 0
    for _ in range(2 * PATIENCE_MS // 50):
        page.wait_for_timeout(50)
        quiet = quiet + 1 if page.evaluate(_IDLE) else 0
        if quiet == 5:
            return
    raise AssertionError("the map does not come to rest")


def moved(page: Page, east: int) -> None:
    page.evaluate(_MOVE, east)
    settled(page)


def test_only_the_strip_that_is_new_is_asked_for_and_nothing_is_missing(
    page_desktop: Page, desk: Desk
) -> None:
    desk.a_sign(page_desktop, 10.9500, 50.8595, name="Ost")
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    first = page_desktop.evaluate("() => signageMap.scene.source.held.signs.box")
    boxes = asked_for(page_desktop)
    moved(page_desktop, 500)
    [(west, _, east, _)] = boxes
    assert 0 < (east - west) / 360 < 0.7 * (first[2] - first[0])
    known = page_desktop.evaluate(_KNOWN)
    there = desk.ask(page_desktop, "GET", f"signs?limit=2000&bbox={known['view']}")
    assert known["ids"] == [row["id"] for row in there["features"]] != []


def test_what_others_changed_is_seen_with_the_next_move(page_desktop: Page, desk: Desk) -> None:
    sign = desk.a_sign(page_desktop, 10.9446, 50.8596, name="Vorher")
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    desk.change(page_desktop, sign, name="Nachher")
    moved(page_desktop, 400)
    name = "id => signageMap.scene.source.find('signs', id).properties.name"
    assert page_desktop.evaluate(name, sign) == "Nachher"


def test_a_step_inside_of_what_is_known_asks_for_nothing_and_draws_once(
    page_desktop: Page, desk: Desk
) -> None:
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    boxes = asked_for(page_desktop)
    page_desktop.evaluate(
        """() => {
          window.drawn = 0;
          const { scene } = signageMap;
          const draw = scene.draw;
          scene.draw = function () { window.drawn += 1; draw.call(this); };
        }"""
    )
    page_desktop.evaluate(_MOVE, 60)
    until(page_desktop, "() => window.drawn > 0")
    painted(page_desktop)
    assert boxes == []
    assert page_desktop.evaluate("() => window.drawn") == 1
    expect(page_desktop.locator("#signage-progress")).to_be_hidden()


def test_what_lies_ahead_is_asked_for_after_the_view_is_drawn(page_desktop: Page, desk: Desk) -> None:
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    page_desktop.evaluate(
        """() => {
          window.order = [];
          const ask = window.fetch;
          window.fetch = (address, ...more) => {
            if (String(address).includes('/signs?')) window.order.push('asked');
            return ask(address, ...more);
          };
          signageMap.map.once('moveend', () =>
            requestAnimationFrame(() => window.order.push('drawn')));
        }"""
    )
    moved(page_desktop, 280)  # a quarter of the view: what is known reaches as far, but hardly further
    assert page_desktop.evaluate("() => window.order") == ["drawn", "asked"]


def test_a_large_step_by_key_after_a_drag_stays_inside_of_what_is_known(
    page_desktop: Page, desk: Desk
) -> None:
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    moved(page_desktop, 110)  # leaves a quarter of the view known on that side
    page_desktop.evaluate(
        """() => {
          const { map, scene: { source } } = signageMap;
          const known = source.held.signs;
          map.once('moveend', () => {
            window.wasKnown = source.serves(known, signageMap.boxOfBounds(map.getBounds()));
          });
        }"""
    )
    page_desktop.locator("#signage_map").focus()
    page_desktop.keyboard.press("Shift+ArrowRight")
    until(page_desktop, "() => window.wasKnown !== undefined")
    assert page_desktop.evaluate("() => window.wasKnown") is True


def test_numbers_come_before_rows_where_nothing_is_known_yet(page_desktop: Page, desk: Desk) -> None:
    asked: list[str] = []
    page_desktop.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    signs = [path.rpartition("/v1/")[2] for path in asked if "/signs" in path]
    assert signs == ["signs/clusters", "signs"]  # few enough: the rows follow


def test_rows_that_are_too_many_are_never_asked_for(page_desktop: Page, desk: Desk) -> None:
    def crowded(route: Route) -> None:
        answer = route.fetch()
        found = answer.json()
        for feature in found["features"]:
            feature["properties"]["count"] = 5000
        route.fulfill(response=answer, json=found)

    page_desktop.route(re.compile(r"/signs/clusters\?"), crowded)
    boxes = asked_for(page_desktop)
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    assert boxes == []
    assert page_desktop.evaluate("() => signageMap.scene.source.clusters('signs').length") > 0


def test_corners_that_nobody_can_tell_apart_are_drawn_as_one(page_desktop: Page, desk: Desk) -> None:
    page_desktop.goto(f"{desk.base}/map#{VIEW}", timeout=60_000)
    settled(page_desktop)
    drawn = page_desktop.evaluate(
        """() => {
          const { scene } = signageMap;
          const [x, y] = [(scene.origin.x + 100) / scene.scale, (scene.origin.y + 100) / scene.scale];
          const circle = Array.from({ length: 400 }, (_, i) => i * Math.PI / 200).flatMap((turn) =>
            [x + 10 * Math.cos(turn) / scene.scale, y + 10 * Math.sin(turn) / scene.scale]);
          const lineTo = scene.ctx.lineTo;
          let lines = 0;
          scene.ctx.lineTo = function (...to) { lines += 1; lineTo.apply(this, to); };
          scene.trace([{ parts: [circle] }], true);
          scene.ctx.lineTo = lineTo;
          return lines;
        }"""
    )
    assert 40 < drawn < 140
