"""How long a clerk waits for a workbook: 10,000 firms out, back, compared and taken.

Beside it, in the same run, an import of the same rows into an empty store, and the same workbook imported
again. Each part runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.workbook import make
from signage.services.importing import import_file
from signage.services.rights import everywhere
from signage.services.round_trip.comparing import compare_own
from signage.services.round_trip.exporting import export_workbook
from signage.services.round_trip.reading import Sheet, read_upload
from signage.services.round_trip.taking import Decision, take
from signage.store import Store, open_store

ROWS = 10_000
ME = everywhere("bench")


def importing(store: Store, folder: Path) -> str:
    """The rows for the first time, from a list."""
    report = import_file(store, "tenants", folder / "bench.xlsx", who="bench")
    return f"{report.taken} new"


def importing_again(store: Store, folder: Path) -> str:
    """The same list: matched row by row, nothing to do."""
    report = import_file(store, "tenants", folder / "bench.xlsx", who="bench")
    return f"{report.unchanged} unchanged"


def exporting(store: Store, folder: Path) -> str:
    """The workbook that goes out."""
    made = export_workbook(store, rights=ME)
    (folder / "out.xlsx").write_bytes(made.content)
    return f"{made.firms} firms, {len(made.content) >> 10} kB"


def comparing(store: Store, folder: Path) -> str:
    """The workbook read and compared, nobody having touched it."""
    sheet = Sheet.from_json(read_upload((folder / "out.xlsx").read_bytes(), "out.xlsx"))
    counts = compare_own(store, sheet, rights=ME).counts
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)


def taking(store: Store, folder: Path) -> str:
    """Every tenth firm ended: as many as a year brings, several times over."""
    content = (folder / "out.xlsx").read_bytes()
    sheet = Sheet.from_json(read_upload(content, "out.xlsx"))
    at, columns = sheet.headings.index("Was ist zu tun?"), list(sheet.columns)
    columns[at] = ["weg" if row % 10 == 0 else None for row in range(len(sheet))]
    changed = Sheet(
        kind=sheet.kind, name=sheet.name, headings=sheet.headings, columns=tuple(columns),
        file_rows=sheet.file_rows, marks=sheet.marks,
    )  # fmt: skip
    decisions: dict[str, Decision] = {}
    done = take(store, compare_own(store, changed, rights=ME), decisions, rights=ME, file="out.xlsx")
    return ", ".join(f"{count} {verdict}" for verdict, count in done.counts.items() if count)


PARTS: dict[str, Callable[[Store, Path], str]] = {
    part.__name__: part for part in (importing, importing_again, exporting, comparing, taking)
}


def measured(name: str, folder: Path) -> None:
    """One part in this process; prints what it did, how long, and how much memory."""
    store = open_store(str(folder / "bench.gpkg"))
    started = time.perf_counter()
    said = PARTS[name](store, folder)
    seconds = time.perf_counter() - started
    store.close()
    own, child = (
        resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{seconds:.2f} {name}: {said}; peak {own} MB, its reader {child} MB", flush=True)


def main() -> None:
    """Make the store and run the parts one after the other; ratios against the first import."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*")
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    if given.part:
        measured(given.part[0], Path(given.part[1]))
        return
    with tempfile.TemporaryDirectory() as work:
        make(Path(work), given.rows)
        first = 0.0
        for name in PARTS:
            command = [sys.executable, "-m", "bench.round_trip", name, work]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            seconds, _, rest = told.partition(" ")
            first = first or float(seconds)
            print(f"{rest}: {seconds} s, {float(seconds) / first:.2f} of the import", flush=True)


if __name__ == "__main__":
    main()
