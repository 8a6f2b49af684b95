"""The page that folium's FastMarkerCluster makes of the same signs, opened in the same Chromium.

Folium's pages ask foreign hosts for their scripts. Here the packages with those scripts are fetched once by
npm and answered from memory, quicker than any host; style sheets and base maps are left out. All of that
is in folium's favour.
"""

import gzip
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import folium
from folium.plugins import FastMarkerCluster
from playwright.sync_api import Browser, Route

# What the address of a script ends with -> the package that holds it, and where.
_SCRIPTS = {
    "/leaflet.js": ("leaflet@1.9.3", "leaflet/dist/leaflet.js"),
    "/jquery-3.7.1.min.js": ("jquery@3.7.1", "jquery/dist/jquery.min.js"),
    "/bootstrap.bundle.min.js": ("bootstrap@5.2.2", "bootstrap/dist/js/bootstrap.bundle.min.js"),
    "/leaflet.awesome-markers.js": (
        "drmonty-leaflet-awesome-markers@2.0.2",
        "drmonty-leaflet-awesome-markers/js/leaflet.awesome-markers.js",
    ),
    "/leaflet.markercluster.js": (
        "leaflet.markercluster@1.1.0",
        "leaflet.markercluster/dist/leaflet.markercluster.js",
    ),
}
_FIRST_MARKS = ".leaflet-marker-icon"
_PAGE = "http://folium.test/"


def compared(
    chromium: Browser, places: Sequence[tuple[float, float]], ours_s: float, folder: Path
) -> list[str]:
    """Lines about the page with a mark at each (latitude, longitude), beside the seconds that ours took."""
    began = time.perf_counter()
    page = folium.Map(location=places[0], zoom_start=14)
    FastMarkerCluster([list(place) for place in places]).add_to(page)  # type: ignore[no-untyped-call]
    html = page.get_root().render().encode()
    took = time.perf_counter() - began
    packed = len(gzip.compress(html))
    lines = [f"folium's FastMarkerCluster: made in {took:.2f} s, {len(html):,} bytes, packed {packed:,}"]
    scripts = fetched_scripts(folder)
    if scripts is None:
        return [*lines, "  not opened: npm could not fetch folium's scripts"]
    ready_s = opened(chromium, html, scripts)
    return [
        *lines,
        f"  interactive after {ready_s:.2f} s; /map takes {ours_s / ready_s:.2f} of that (wanted: 0.50)",
    ]


def fetched_scripts(folder: Path) -> dict[str, bytes] | None:
    """What an address ends with -> the script; None where npm is missing or reaches no registry."""
    packages = [package for package, _ in _SCRIPTS.values()]
    command = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run([*command, *packages], check=True, capture_output=True, timeout=90)
    except (OSError, subprocess.SubprocessError):
        return None
    modules = folder / "node_modules"
    return {end: (modules / file).read_bytes() for end, (_, file) in _SCRIPTS.items()}


def opened(chromium: Browser, html: bytes, scripts: Mapping[str, bytes]) -> float:
    """Seconds from asking for the page until its marks are drawn and it takes input again."""

    def answer(route: Route) -> None:
        url = route.request.url
        found = next((text for end, text in scripts.items() if url.endswith(end)), None)
        if url == _PAGE:
            route.fulfill(body=html, content_type="text/html")
        elif found is not None:
            route.fulfill(body=found, content_type="text/javascript")
        elif url.endswith(".css"):
            route.fulfill(body="", content_type="text/css")
        else:
            route.abort()

    with chromium.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.route("**/*", answer)
        began = time.perf_counter()
        page.goto(_PAGE, wait_until="commit")
        page.locator(_FIRST_MARKS).first.wait_for()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        return time.perf_counter() - began
