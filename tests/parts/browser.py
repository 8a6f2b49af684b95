"""A real Chromium, and pages that do not forgive: errors, broken policies and foreign hosts fail the test.

Where there is Chromium without its windows, the shell that Playwright uses by itself, it is taken: the same
engine for half of the processor time.
"""

import contextlib
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.parts.missing import missing

PROGRAMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
DESKTOP = (1280, 800)
PHONE = (360, 740)
_OUR_HOSTS = {"127.0.0.1", "localhost"}
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks a foreign host gets no answer, on a machine with network too.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
_REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy ${event.violatedDirective} broken by ${event.blockedURI || event.sourceFile}`));
"""


PATIENCE_MS = 30_000  # a busy machine is slow, not wrong


@contextlib.contextmanager
def running_chromium() -> Iterator[Browser]:
    """The system's Chromium with a fresh profile; skips where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("Chromium", "none of " + ", ".join(PROGRAMS) + " is on the PATH")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def whole_chromium(shell: Browser) -> Iterator[Browser]:
    """The whole program beside the shell, for what that does otherwise; the shell where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS[1:])), None)
    if program is None:
        yield shell
        return
    browser = shell.browser_type.launch(executable_path=program, headless=True, args=_FLAGS)
    try:
        yield browser
    finally:
        browser.close()


def until(page: Page, condition: str) -> None:
    """Wait for a condition in JavaScript; Playwright's own waiting breaks a strict policy."""
    give_up = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < give_up, f"still not: {condition}"
        page.wait_for_timeout(25)


_WAY_THERE = """node => {
  const now = document.activeElement;
  if (node === now) return '';
  const follows = node.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING;
  return follows && now !== document.body ? 'Shift+Tab' : 'Tab';
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on with the tabulator, or back where it lies before what has the focus, until it has the focus."""
    for _ in range(80):
        key = wanted.evaluate(_WAY_THERE)
        if not key:
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way by keys to {wanted}")


_COVERED = """() => {
  if (document.activeElement === document.body) return '';  // between the last and the first stop
  const box = document.activeElement.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const there = document.elementFromPoint(x, y);
  const own = [document.activeElement, ...(document.activeElement.labels ?? [])];
  const isSeen = there && own.some((one) => one.contains(there) || there.contains(one));
  return isSeen ? '' : `${document.activeElement.outerHTML.slice(0, 120)} at ${Math.round(y)}`;
}"""


def covered(page: Page, stops: int) -> list[str]:
    """What lies under something else, or out of sight, while it has the focus, over so many tab stops."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found.append(covered_focus(page))
    return [one for one in found if one]


def covered_focus(page: Page) -> str:
    """What has the focus and lies under something else once the page has done scrolling; empty for none."""
    for _ in range(20):
        if not page.evaluate(_COVERED):
            return ""
        page.wait_for_timeout(50)
    return str(page.evaluate(_COVERED))


def painted(page: Page) -> None:
    """Wait until the page has drawn what it knows: a map draws before the next frame, not at once."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def loaded(page: Page) -> None:
    """Wait until a map of ours has what its view needs, and has drawn it."""
    expect(page.locator("#signage_map")).to_have_attribute("aria-busy", "false")
    painted(page)


def sight(page: Page, picture: Path) -> str:
    """What a page shows, in words, and as a picture in the file: for whoever asks why a test failed."""
    try:
        picture.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=picture, timeout=5000)
        shown = page.locator("body").inner_text(timeout=5000)
    except Error as error:
        return f"{page.url} cannot be looked at any more: {error.message}"
    notice = page.locator("#plan-notice, #signage-notice").all_inner_texts()
    return f"{page.url}\nnotice: {notice}\npicture: {picture}\n{shown[:1500]}"


class Watch:
    """Everything the pages of one browser context complained about, in words."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self._visited: set[str] = set()
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("request", self._request)
        context.add_init_script(_REPORT_VIOLATIONS)

    def unforgiven(self, forgiven: tuple[str, ...]) -> list[str]:
        """The complaints that match none of the patterns in `forgiven`."""
        return [text for text in self.complaints if not any(re.search(pattern, text) for pattern in forgiven)]

    def _console(self, message: ConsoleMessage) -> None:
        # The browser reports a page that answers 404 or 410 on purpose; tests judge that page themselves.
        answered = (
            message.text.startswith("Failed to load resource") and message.location["url"] in self._visited
        )
        if message.type == "error" and not answered:
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        if request.is_navigation_request():
            self._visited.add(request.url)
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in _OUR_HOSTS:
            self.complaints.append(f"foreign host: {request.url}")


@contextlib.contextmanager
def watched_page(
    browser: Browser,
    size: tuple[int, int],
    *,
    forgiven: tuple[str, ...] = (),
    javascript: bool = True,
    locale: str = "de-DE",
    downloads: Path | None = None,
) -> Iterator[Page]:
    """A page in a context of its own; the block's end raises AssertionError naming all complaints."""
    phone = size[0] < 600
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
        java_script_enabled=javascript,
        locale=locale,
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        accept_downloads=downloads is not None,
    )
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    complaints = watch.unforgiven(forgiven)
    assert not complaints, "the page complained:\n" + "\n".join(complaints)
