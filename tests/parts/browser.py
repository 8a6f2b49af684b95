"""A real Chromium, and pages that do not forgive: errors, broken policies and foreign hosts fail the test."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.parts.missing import missing

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
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        missing("Chromium", "none of " + ", ".join(names) + " is on the PATH")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


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
