"""Take the pictures of the README and the documentation from the running product: `python -m
tools.make_pictures`, or only some: `python -m tools.make_pictures plan`.

Starts the service on the sample in a temporary folder, drives Debian's Chromium, writes
`docs/pictures/*.png`.
"""

import io
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Literal

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from signage import languages
from signage.services.sample import load_sample, show_sign
from signage.services.sample_work import add_work
from signage.services.tokens import new_token
from signage.store import open_store
from tests.parts import browser, servers, story
from tests.parts.planner import Desk
from tests.parts.service import running_service
from tools import desk_pictures

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
DESKTOP, PHONE = (1280, 800), (360, 740)
_CHOSEN = "const chosen = signagePlan.source.placeOf(signagePlan.chosen())"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
GAP = 12  # pixels between the pictures of a sheet


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "sample.gpkg"
        load_sample(store, fsync=False)
        opened = open_store(store)
        add_work(opened)
        code = show_sign(opened)["code"]
        token = new_token(opened, municipality="all", label="Pictures")
        cookie = desk_pictures.signed_in(opened)
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
                wanted = [name for name in desk_pictures.SHOTS if _is_wanted((name,))]
                desk_pictures.shoot(chromium, f"http://127.0.0.1:{port}", cookie, PICTURES, wanted)
                _shoot_languages(chromium, f"http://127.0.0.1:{port}/{code}")
                _shoot_plan(chromium, f"http://127.0.0.1:{port}", token)
                _shoot_areas(chromium, f"http://127.0.0.1:{port}", token)
                _shoot_papers(chromium, f"http://127.0.0.1:{port}", token)
                for name, size in (("story", DESKTOP), ("story-wide", (1920, 1080))):
                    if _is_wanted((name,)):
                        _shoot_story(chromium, Path(folder) / f"{name}.gpkg", name, size)
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


def _shoot_languages(chromium: Browser, address: str) -> None:
    """The visitor's page in every language, side by side: a sheet for each size of phone and each scheme."""
    shots: tuple[tuple[str, tuple[int, int], Literal["light", "dark"]], ...] = tuple(
        (f"languages-{width}x{height}-{scheme}.png", (width, height), scheme)
        for width, height in (PHONE, (320, 568))
        for scheme in SCHEMES
    )
    for name, (width, height), scheme in filter(_is_wanted, shots):
        spoken = languages.languages()
        across, down = 4, -(-len(spoken) // 4)
        sheet = Image.new("RGB", (across * (width + GAP) - GAP, down * (height + GAP) - GAP), "#888")
        page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        for number, language in enumerate(spoken):
            page.goto(f"{address}?lang={language}")
            shot = Image.open(io.BytesIO(page.screenshot()))
            sheet.paste(shot, (number % across * (width + GAP), number // across * (height + GAP)))
        page.close()
        sheet.quantize(96, dither=Image.Dither.NONE).save(PICTURES / name, optimize=True)
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
        page.evaluate(f"{_CHOSEN}; signagePlan.map.setView(signagePlan.latLngOf(chosen), 17)")
        page.wait_for_timeout(1500)
        page.screenshot(path=PICTURES / name)
        page.close()
        print(f"{PICTURES / name}")


def _shoot_story(chromium: Browser, store_file: Path, name: str, size: tuple[int, int]) -> None:
    """The Erfurter Kreuz signed from empty to complete, as the test of it does, and what is printed of it."""
    store = open_store(story.store_without_signs(store_file), fsync=False)
    token = new_token(store, municipality="all", label="Planungsamt")
    store.close()
    port = servers.free_port()
    with running_service(store_file, port), browser.watched_page(chromium, size) as page:
        page.set_default_timeout(60_000)
        desk = Desk(f"http://127.0.0.1:{port}", token)
        story.sign_the_area(page, desk, "mouse", seen=lambda seen: _keep(page, f"{name}-{seen}.png"))
        if size == DESKTOP:
            _print_story(page, desk)


def _keep(page: Page, file: str) -> None:
    if file.startswith("story-wide") and not file.endswith(("face.png", "done.png")):
        return
    if file.endswith("done.png"):
        page.evaluate("signagePlan.map.setView([50.8615, 10.9515], 15.5)")  # all signs at once
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / file)
    print(f"{PICTURES / file}")


def _print_story(page: Page, desk: Desk) -> None:
    """The first page of a data sheet and of the printed map."""
    signs = desk.ask(page, "GET", "signs?area=4")["features"]
    number = {sign["properties"]["number"]: sign["id"] for sign in signs}
    sheet, area = f"signs/{number['EK-002']}/sheet.pdf", "print.pdf?area=4&scale=5000&paper=A2"
    for file, path, leaf in (
        ("story-sheet.png", sheet, 0),
        ("story-findings.png", sheet, 1),
        ("story-map.png", area, 0),
    ):
        _leaf(_asked(page, f"{desk.base}/api/v1/{path}", desk.token), leaf, 1260).save(PICTURES / file)
        print(f"{PICTURES / file}")


# Corners of a new area that overlaps Erfurter Kreuz, and the line along which that is split.
_NEW = ((10.9545, 50.8672), (10.9635, 50.8668), (10.9637, 50.8620), (10.9568, 50.8626))
_CUT = ((10.9200, 50.8605), (10.9700, 50.8630))


def _shoot_areas(chromium: Browser, base: str, token: str) -> None:
    """The planner's page at work on areas: an outline that overlaps another, and the preview of a split."""
    shots: tuple[tuple[str, Literal["light", "dark"]], ...] = (
        ("plan-areas.png", "light"),
        ("plan-areas-dark.png", "dark"),
        ("plan-split.png", "light"),
    )
    for name, scheme in filter(_is_wanted, shots):
        size: ViewportSize = {"width": DESKTOP[0], "height": DESKTOP[1]}
        page = chromium.new_page(viewport=size, color_scheme=scheme, locale="de-DE")
        page.goto(f"{base}/plan/EK#token={token}", wait_until="networkidle")
        page.evaluate("signagePlan.map.setView([50.8640, 10.9500], 15)")
        page.locator("#plan-mode-areas").click()
        split = name == "plan-split.png"
        page.locator(f"#plan-tool-{'split' if split else 'area'}:enabled").click()
        for place in _CUT if split else _NEW:
            at = page.evaluate("([lon, lat]) => signagePlan.toMetres(lon, lat)", list(place))
            page.evaluate("at => { signagePlan.movePen(at, true); signagePlan.setPoint(); }", at)
        page.locator("#plan-pen-finish").click()
        page.locator("#plan-reshape-apply:enabled" if split else "#plan-area-save.grave").wait_for()
        page.wait_for_timeout(1500)
        page.screenshot(path=PICTURES / name)
        page.close()
        print(f"{PICTURES / name}")


def _shoot_papers(chromium: Browser, base: str, token: str) -> None:
    """What is printed on request, as far as a sign or an area of the sample shows it."""
    papers = (
        ("sheet.png", "signs/13/sheet.pdf", 747),
        ("print-map.png", "print.pdf?area=EK&scale=5000&paper=A3&orientation=landscape", 1325),
    )
    page = chromium.new_page()
    for name, path, width in filter(_is_wanted, papers):
        _leaf(_asked(page, f"{base}/api/v1/{path}", token), 0, width).save(PICTURES / name)
        print(f"{PICTURES / name}")
    page.close()


def _asked(page: Page, address: str, token: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    return page.request.get(address, headers=headers, timeout=120_000).body()


def _leaf(pdf: bytes, number: int, width_px: int) -> Any:
    drawn = pypdfium2.PdfDocument(pdf)[number]
    return drawn.render(scale=width_px / drawn.get_width()).to_pil()


def _is_wanted(shot: tuple[Any, ...]) -> bool:
    """Without words on the command line every picture is."""
    return not sys.argv[1:] or any(str(shot[0]).startswith(word) for word in sys.argv[1:])


if __name__ == "__main__":
    main()
