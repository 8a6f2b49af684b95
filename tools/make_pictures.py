"""Take the pictures of the README and the documentation from the running product: `python -m
tools.make_pictures`, or only some: `python -m tools.make_pictures plan`.

Starts the service on the sample in a temporary folder, drives Debian's Chromium, writes
`docs/pictures/*.png`.
"""

import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ViewportSize

from signage.services.sample import load_sample, show_sign
from signage.services.tokens import new_token
from signage.store import open_store
from tests.parts import browser

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
DESKTOP, PHONE = (1280, 800), (360, 740)


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "sample.gpkg"
        load_sample(store, fsync=False)
        opened = open_store(store)
        code = show_sign(opened)["code"]
        token = new_token(opened, municipality="all", label="Pictures")
        opened.close()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [Path(sys.executable).with_name("signage"), "serve", "--store", store, "--port", str(port)]
        service = subprocess.Popen([str(word) for word in command])
        try:
            _await(port)
            with browser.running_chromium() as chromium:
                _shoot(chromium, f"http://127.0.0.1:{port}", code)
                _shoot_plan(chromium, f"http://127.0.0.1:{port}", token)
        finally:
            service.terminate()
            service.wait(20)


def _await(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the service did not start")


def _shoot(chromium: Browser, base: str, code: str) -> None:
    shots: tuple[tuple[str, str, tuple[int, int], Literal["light", "dark"]], ...] = (
        ("map.png", "/map#15/50.8638/10.9436", DESKTOP, "light"),
        ("map-districts.png", "/map", DESKTOP, "light"),
        ("phone.png", f"/{code}", PHONE, "light"),
        ("phone-dark.png", f"/{code}?lang=en", PHONE, "dark"),
        ("map-phone.png", "/map", PHONE, "light"),
    )
    for name, path, (width, height), scheme in filter(_is_wanted, shots):
        size: ViewportSize = {"width": width, "height": height}
        page = chromium.new_page(viewport=size, color_scheme=scheme, locale="de-DE")
        page.goto(base + path, wait_until="networkidle")
        page.wait_for_timeout(800)
        page.screenshot(path=PICTURES / name)
        page.close()
        print(f"{PICTURES / name}")


def _shoot_plan(chromium: Browser, base: str, token: str) -> None:
    """The planner's page, with a sign in hand."""
    shots: tuple[tuple[str, tuple[int, int], Literal["light", "dark"]], ...] = (
        ("plan.png", DESKTOP, "light"),
        ("plan-wide.png", (1920, 1080), "light"),
        ("plan-dark.png", DESKTOP, "dark"),
    )
    for name, (width, height), scheme in filter(_is_wanted, shots):
        size: ViewportSize = {"width": width, "height": height}
        page = chromium.new_page(viewport=size, color_scheme=scheme, locale="de-DE")
        page.goto(f"{base}/plan/EK#token={token}", wait_until="networkidle")
        page.get_by_role("gridcell", name="EK-005", exact=True).click()
        page.evaluate("signagePlan.map.setZoom(17)")
        page.wait_for_timeout(1500)
        page.screenshot(path=PICTURES / name)
        page.close()
        print(f"{PICTURES / name}")


def _is_wanted(shot: tuple[Any, ...]) -> bool:
    """Without words on the command line every picture is."""
    return not sys.argv[1:] or any(str(shot[0]).startswith(word) for word in sys.argv[1:])


if __name__ == "__main__":
    main()
