"""How long the machine takes for the story of confirming 40 firms; writes it into docs/confirming.md.

`python -m tools.time_confirming`; needs Chromium. A clerk's own reading comes on top.
"""

import re
import statistics
import sys
import tempfile
from pathlib import Path

from tests.parts.browser import DESKTOP, running_chromium, watched_page
from tests.parts.confirming import FIRMS, confirm_everything, confirming_desk

PAGE = Path(__file__).parents[1] / "docs/confirming.md"
_BLOCK = re.compile(r"(<!-- timed -->\n).*?(\n<!-- end timed -->)", re.DOTALL)
ROUNDS = 3


def main() -> None:
    """Run the story a few times and write the median."""
    clicks, seconds = 0, []
    with running_chromium() as browser:
        for _ in range(ROUNDS):
            with (
                tempfile.TemporaryDirectory() as folder,
                confirming_desk(Path(folder)) as desk,
                watched_page(browser, DESKTOP) as page,
            ):
                clicks, took = confirm_everything(desk, page)
                seconds.append(took)
    median = statistics.median(seconds)
    told = (
        f"An area of {FIRMS} firms that are all still there: {clicks} clicks from the first page to the "
        "answer, for which the machine\n"
        f"takes {median:.1f} s (median of {ROUNDS}: Chromium at 1280x800 beside the service, on two cores "
        "shared with others; what a clerk reads comes on top)."
    )
    PAGE.write_text(_BLOCK.sub(rf"\g<1>{told}\g<2>", PAGE.read_text("utf-8")), "utf-8")
    sys.stdout.write(told + "\n")


if __name__ == "__main__":
    main()
