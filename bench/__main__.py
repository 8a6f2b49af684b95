"""Run every benchmark in a process of its own and write what they print to docs/performance.md: `make bench`.

`ARGS="--only qr"` runs one; `ARGS="--scale 0.1"` takes a tenth of the synthetic country.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BENCHMARKS = {
    "qr": ["bench.qr"],
    "workbook": ["bench.workbook"],
    "round-trip": ["bench.round_trip"],
    "scan": ["bench.scan"],
    "first-view": ["bench.first_view"],
    "publish": ["bench.publish"],
    "siting": ["bench.siting"],
    "plan": ["bench.plan"],
    "desk": ["bench.desk", "--scale", "{scale}"],
    "country": ["bench.country", "--scale", "{scale}"],
}


def machine() -> str:
    """The machine in words: processors, memory, Python, system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    name = model[1] if model else platform.machine()
    return f"{os.cpu_count()} cores ({name}), {memory:.0f} GB, Python {platform.python_version()}"


def measured(name: str, scale: float) -> str:
    """What the benchmark prints; raises when it fails."""
    command = [word.format(scale=scale) for word in BENCHMARKS[name]]
    print(f"== {name}", flush=True)
    done = subprocess.run([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, check=True)
    print(done.stdout, flush=True)
    return done.stdout.rstrip()


def written(page: str, name: str, output: str) -> str:
    """`page` with the block of `name` replaced: `<!-- name -->`, a fence, and where and when it was
    measured.
    """
    told = f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}."
    block = f"<!-- {name} -->\n\n{told}\n\n```text\n{output}\n```\n\n<!-- end {name} -->"
    pattern = re.compile(rf"<!-- {name} -->.*?<!-- end {name} -->", re.DOTALL)
    if not pattern.search(page):
        raise RuntimeError(f"{PAGE} has no place for {name}")
    return pattern.sub(lambda _: block, page)


def main() -> None:
    """The command line of this package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(BENCHMARKS), action="append")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    for name in given.only or BENCHMARKS:
        output = measured(name, given.scale)
        PAGE.write_text(written(PAGE.read_text("utf-8"), name, output), "utf-8")


if __name__ == "__main__":
    main()
