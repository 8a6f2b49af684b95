"""The map and the planner's page among 100,000 signs: what they weigh, how soon they are ready, how they pan.

`python -m bench.plan [--signs N] [--seconds S]`. Panning is measured in Chromium, from the end of a drag or
a key's move until the frame with the data of the new view is on screen. Beside it stand the page that
folium's FastMarkerCluster makes of the same signs, and boxes as GeoJSON.
"""

import argparse
import gzip
import http.client
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from bench import folium_peer, siting, towns
from bench import servers as load_servers
from tests.parts import browser, servers
from tests.parts.service import running_service

WEIGHT_LIMIT, PAN_LIMIT_MS, TASK_LIMIT_MS = 200_000, 100, 100
VIEWS = {"single signs": 16, "clusters": 14}
MOVES = 8
_LOOK = """([lon, lat, zoom]) => {
  const map = (globalThis.signagePlan || signageMap).map;
  map.setView([lat, lon], zoom, { animate: false });
}"""
_WATCH = """() => {
  const { map, scene } = globalThis.signagePlan || signageMap;
  const seen = window.seen = { since: 0, waits: [], frames: [], tasks: [0], asked: 0, bytes: 0 };
  const fire = map.fire;
  map.fire = function (type, ...more) {
    if (type === 'moveend') seen.since = performance.now();
    return fire.call(this, type, ...more);
  };
  const draw = scene.draw;
  scene.draw = function () {
    draw.call(this);
    const { since } = seen;
    const box = signageMap.boxOfBounds(map.getBounds());
    if (!since || !this.source.serves(this.source.held.signs, box)) return;
    seen.since = 0;
    requestAnimationFrame(() => setTimeout(() => seen.waits.push(performance.now() - since)));
  };
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      seen.asked += 1;
      seen.bytes += one.encodedBodySize;
    }
  }).observe({ type: 'resource' });
  let last = performance.now();
  const tick = (now) => { seen.frames.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
_AGAIN = "() => { Object.assign(window.seen, { waits: [], frames: [], tasks: [0], asked: 0, bytes: 0 }); }"
_READY = """() => {
  const source = (globalThis.signagePlan || signageMap).scene?.source;
  return Boolean(source?.held.signs && !Object.keys(source.waiting).length);
}"""


def weight(address: str, path: str) -> tuple[int, int]:
    """Bytes of a page with its scripts and styles, as they travel and unpacked."""
    packed, plain = fetched(address, path)
    parts = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', plain.decode())
    found = [(len(packed), len(plain))]
    found += [tuple(map(len, fetched(address, part))) for part in dict.fromkeys(parts)]  # type: ignore[misc]
    return sum(one for one, _ in found), sum(two for _, two in found)


def fetched(address: str, path: str) -> tuple[bytes, bytes]:
    """The body of an answer as it travels, and unpacked."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept": "text/html, */*"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")
    packed = answer.getheader("Content-Encoding") == "gzip"
    return body, gzip.decompress(body) if packed else body


def opened(page: Page, address: str, path: str) -> float:
    """Seconds until the page has drawn its first data, in a town full of signs."""
    lon, lat = middle()
    began = time.perf_counter()
    page.goto(f"{address}/{path}#14/{lat:.5f}/{lon:.5f}", timeout=120_000)
    settled(page, pause_ms=20)
    return time.perf_counter() - began


def panned(page: Page) -> Iterator[str]:
    """A line for each way of panning in each view."""
    page.evaluate(_WATCH)
    for name, zoom in VIEWS.items():
        for way, move in (("drag", drag), ("key", press)):
            page.evaluate(_LOOK, [*middle(), zoom])
            settled(page)
            page.evaluate(_AGAIN)
            for turn in range(MOVES):
                move(page, turn)
                settled(page)
            yield told(name, way, page.evaluate("window.seen"))


def settled(page: Page, pause_ms: int = 400) -> None:
    """Wait until nothing is on its way."""
    for _ in range(90_000 // pause_ms):
        page.wait_for_timeout(pause_ms)
        if page.evaluate(_READY):
            return
    raise SystemExit("the page does not come to rest")


def drag(page: Page, turn: int) -> None:
    """Nearly the whole width of the map, there and back."""
    box = page.locator("#signage_map").bounding_box()
    assert box
    way = 1 if turn % 4 < 2 else -1
    x, y = box["x"] + box["width"] * (0.5 - 0.42 * way), box["y"] + box["height"] * 0.7
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 13):
        page.mouse.move(x + way * box["width"] * 0.07 * step, y - step)
        page.wait_for_timeout(16)
    page.mouse.up()


def press(page: Page, turn: int) -> None:
    """A large step by key, there and back."""
    page.locator("#signage_map").focus()
    page.keyboard.press("Shift+ArrowRight" if turn % 4 < 2 else "Shift+ArrowLeft")


def middle() -> tuple[float, float]:
    """Longitude and latitude in the middle of the first town."""
    from signage.services.degrees import boxes_in_degrees

    half = siting.TOWN * siting.STREET_M / 2
    place = (600_000 + half, 5_640_000 + half)
    [(west, south, _, _)] = boxes_in_degrees([(*place, *place)])
    return west, south


def told(view: str, way: str, seen: dict[str, Any]) -> str:
    """The figures of one way of panning, against the limit."""
    waits, tasks = seen["waits"] or [float("inf")], max(seen["tasks"])
    good = max(waits) <= PAN_LIMIT_MS and tasks <= TASK_LIMIT_MS
    return (
        f"  {view:13}{way:5} {median(waits):4.0f} ms, at most {max(waits):4.0f}, of the limit "
        f"{max(waits) / PAN_LIMIT_MS:.2f}; longest frame {max(seen['frames']):4.0f} ms, "
        f"task {tasks:4.0f} ms; {seen['asked'] / MOVES:.1f} answers and {seen['bytes'] / MOVES / 1000:.0f} kB"
        f" a move   {'reached' if good else 'MISSED'}"
    )


def boxes(places: Sequence[tuple[float, float]], rows: int) -> list[str]:
    """Addresses of boxes with about so many signs, in the middle of the towns."""
    dense = len(places) / (towns.TOWNS * (siting.TOWN * siting.STREET_M) ** 2)
    half_m = (rows / dense) ** 0.5 / 2
    lat, lon = half_m / 111_200, half_m / 70_000
    return [
        f"/api/v1/signs?limit={rows}&bbox={x - lon:.6f},{y - lat:.6f},{x + lon:.6f},{y + lat:.6f}"
        for y, x in places[:: max(1, len(places) // 50)]
    ]


def measure(chromium: Browser, address: str, seconds: float, folder: Path) -> Iterator[str]:
    """All lines of the report, each as soon as it is known."""
    for path in ("map", "plan"):
        packed, plain = weight(address, f"/{path}")
        ratio = packed / WEIGHT_LIMIT
        yield f"/{path} before data: {packed:,} bytes, unpacked {plain:,}; ratio to the limit {ratio:.2f}"
    ready = {}
    for path in ("map", "plan"):
        with chromium.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        ) as context:
            page = context.new_page()
            ready[path] = opened(page, address, path)
            yield f"/{path}: ready with its first data after {ready[path]:.2f} s"
            yield from panned(page)
    places = all_places(address)
    yield from folium_peer.compared(chromium, places, ready["map"], folder)
    for rows in (100, 1000):
        paths = boxes(places, rows)
        found = len(json.loads(fetched(address, paths[0])[1])["features"])
        rate = load_servers.load(address, paths, seconds, folder)
        yield f"boxes of about {found} signs: {rate['per_second']}/s, p99 {rate['p99_ms']} ms"


def all_places(address: str) -> list[tuple[float, float]]:
    """Latitude and longitude of every sign, page by page."""
    found, path = [], "/api/v1/signs?limit=2000"
    while path:
        answer = json.loads(fetched(address, path)[1])
        found += [(y, x) for x, y in (row["geometry"]["coordinates"] for row in answer["features"])]
        following = [link["href"] for link in answer["links"] if link["rel"] == "next"]
        path = following[0].removeprefix(address) if following else ""
    return found


def main() -> None:
    """Make, look, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--signs", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--store", type=Path, help="one that bench.towns made; it is left as it is")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "towns.gpkg"
        if given.store:
            shutil.copyfile(given.store, store)
        else:
            towns.make(store, given.signs).close()
        port = servers.free_port()
        with running_service(store, port), browser.running_chromium() as chromium:
            print(f"{given.signs:,} signs in {towns.TOWNS} towns, one worker process, Chromium 1280 x 800")
            for line in measure(chromium, f"http://127.0.0.1:{port}", given.seconds, Path(name)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
