"""The page behind a code on a weak network, as Chromium paints it: `python -m bench.first_view`.

The sample's fullest directory at 50 kbit/s and 400 ms a round trip, throttled by CDP's
Network.emulateNetworkConditions; each time with an empty cache, the last line names the slowest.
"""

import gzip
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser

from signage import languages
from signage.services.sample import load_sample, show_sign
from signage.store import open_store
from tests.parts import browser, servers

KBIT_S, ROUND_TRIP_MS = 50, 400
WANTED_S = 3.0
# When the first words are painted, and when the whole list is there to be read.
_TIMES = """() => {
    const shown = performance.getEntriesByName('first-contentful-paint')[0].startTime;
    const whole = performance.getEntriesByType('navigation')[0];
    return [shown, whole.domContentLoadedEventEnd, whole.encodedBodySize];
}"""


def first_view(chromium: Browser, address: str) -> tuple[float, float, int]:
    """Seconds to the first words and to the whole page, and its bytes as sent."""
    with browser.watched_page(chromium, browser.PHONE) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        rate = KBIT_S * 1000 / 8
        limits = {"latency": ROUND_TRIP_MS, "downloadThroughput": rate, "uploadThroughput": rate}
        wire.send("Network.emulateNetworkConditions", limits | {"offline": False})
        page.goto(address)
        shown, whole, size = page.evaluate(_TIMES)
        return shown / 1000, whole / 1000, int(size)


def main() -> None:
    """Measure every language and print a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sample.gpkg"
        load_sample(file, fsync=False)
        opened = open_store(file)
        code = show_sign(opened)["code"]
        opened.close()
        port = servers.free_port()
        program = str(Path(sys.executable).with_name("signage"))
        command = [program, "serve", "--store", str(file), "--port", str(port)]
        with (
            servers.running(command, port=port, log=Path(folder) / "log"),
            browser.running_chromium() as chromium,
        ):
            slowest = 0.0
            for language in languages.languages():
                address = f"http://127.0.0.1:{port}/{code}?lang={language}"
                firms = firms_of(address)
                shown, whole, size = first_view(chromium, address)
                slowest = max(slowest, whole)
                print(
                    f"{language:10} {firms} firms {size:6} bytes"
                    f"   first words {shown:.2f} s   all {whole:.2f} s"
                )
    verdict = "reached" if slowest < WANTED_S else "MISSED"
    print(f"slowest {slowest:.2f} s   wanted under {WANTED_S:.0f} s   {verdict}")


def firms_of(address: str) -> int:
    """How many firms the page lists."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        return gzip.decompress(answer.read()).count(b'<li id="f')


if __name__ == "__main__":
    main()
