"""Real files through the import: how many rows go in, how many are parked, and why.

`python -m bench.real_import FOLDER` takes the boundaries, the layers of a German town and the road signs of
a Belgian village from FOLDER, imports each into fresh stores, and writes docs/figures/real-import.md. The
numbers do not depend on the machine; a test holds the committed page to what an import says today.
"""

import argparse
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from signage.services.importing import ImportReport, import_file
from signage.store import Store, create_store

PAGE = Path(__file__).parent.parent / "docs" / "figures" / "real-import.md"
TOWN = "osm/bad_hersfeld_layers.gpkg"
SIGNS = "signs/traffic_signs_hansbeke_cc0.geojson"
HERSFELD = "boundaries/hersfeld_rotenburg_gemeinden.gpkg"
THURINGIA = "boundaries/thueringen_gemeinden.gpkg"
OLD_KEYS = "boundaries/gemeinden_2016_vg250_full_resolution.gpkg"

HEAD = """# Real files through the import

Written by `python -m bench.real_import`; the numbers do not depend on the machine. Each file was imported
twice: the second time must change nothing. »Known« rows were in the store already; »remarks« are rows that
were taken with something to look at.

| store | file | layer | rows | new | known | parked | remarks | second import |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
"""
NOTES = """
What the numbers mean:

- **Areas.** 27 of the town's 40 areas have no name. They are taken under a provisional one (»Gewerbegebiet
  ohne Namen 3, Bad Hersfeld«), kept at the next import and said in the report. `retail` is no kind of area
  that a land-use plan knows, so these 3 rows wait for somebody to say which it is; `--map "landuse="` takes
  them without a kind.
- **Firms.** One has no name. Most lie in no commercial area: shops and inns of the old town, taken with a
  remark. Firms that look alike but have keys of their own are both taken.
- **Signs.** Guideposts and boards become `EIN` and `INF` and get a code. Town limits, cul-de-sacs and the
  like are official signs, which carry no code; they are kept without a type. A tourist office is no sign.
- **Hansbeke.** The village lies in Belgium. Beside the municipalities of a German district, or in a store
  without any, all its signs are parked, and that is right. Its column `code` holds the numbers of Belgian
  road signs, not our codes; it is left out with a note. With `--anywhere` all of them go in.
- **Thuringia.** The file of 2016, dissolved to today's municipalities, has finer boundaries: an import would
  change the outline of all 46. One of the state's 624 crosses itself; it is mended, as its area stays.
"""


@dataclass(frozen=True)
class Line:
    """One import, done twice."""

    store: str
    file: str
    report: ImportReport
    again: ImportReport


def run(folder: Path) -> list[Line]:
    """All imports, each group in a store of its own."""
    with tempfile.TemporaryDirectory() as work:
        town = create_store(Path(work) / "town.gpkg", fsync=False)
        lines = [
            _twice(town, "town", folder, HERSFELD, "municipalities"),
            _twice(town, "town", folder, TOWN, "areas", file_layer="gewerbeflaechen"),
            _twice(town, "town", folder, TOWN, "tenants", file_layer="firmen"),
            _twice(town, "town", folder, TOWN, "signs", file_layer="schilder_wegweiser"),
            _twice(town, "town", folder, SIGNS, "signs"),
        ]
        town.close()
        region = create_store(Path(work) / "region.gpkg", fsync=False)
        present, every, old = (
            "gemeinden_thueringer_bogen",
            "gemeinden_thueringen",
            "gemeinden_now_dissolved_from_2016",
        )
        lines += [
            _twice(region, "region", folder, THURINGIA, "municipalities", file_layer=present),
            _twice(region, "region", folder, OLD_KEYS, "municipalities", file_layer=old, dry_run=True),
            _twice(region, "region", folder, THURINGIA, "municipalities", file_layer=every),
        ]
        region.close()
        bare = create_store(Path(work) / "bare.gpkg", fsync=False)
        lines += [
            _twice(bare, "empty", folder, SIGNS, "signs"),
            _twice(bare, "empty, --anywhere", folder, SIGNS, "signs", anywhere=True),
        ]
        bare.close()
    return lines


def _twice(
    store: Store, name: str, folder: Path, file: str, layer: str, *, file_layer: str | None = None,
    anywhere: bool = False, dry_run: bool = False,
) -> Line:  # fmt: skip
    first, second = (
        import_file(
            store,
            layer,
            folder / file,
            who="bench",
            file_layer=file_layer,
            anywhere=anywhere,
            dry_run=dry_run,
        )
        for _ in range(2)
    )
    title = f"{Path(file).name}, {file_layer}" if file_layer else Path(file).name
    return Line(f"{name} (dry run)" if dry_run else name, title, first, second)


def page(lines: list[Line]) -> str:
    """The committed page."""
    return HEAD + "".join(_row(line) for line in lines) + NOTES + _reasons(lines)


def _row(line: Line) -> str:
    report, again = line.report, line.again
    remarks = len({finding.row for finding in report.findings if not finding.parked})
    cells = [
        line.store,
        line.file,
        report.layer,
        report.rows,
        report.taken,
        report.unchanged + report.changed,
    ]
    cells += [report.parked, remarks, f"{again.taken} new, {again.changed} changed"]
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


def _reasons(lines: list[Line]) -> str:
    text = "\n## Why rows were parked or remarked on\n"
    for line in lines:
        counted = Counter((finding.parked, _general(finding.problem)) for finding in line.report.findings)
        if counted:
            text += f"\n**{line.file}** in the store »{line.store}«:\n\n"
            text += "".join(
                f"- {count} {'parked' if parked else 'remarked'}: {problem}\n"
                for (parked, problem), count in sorted(
                    counted.items(), key=lambda item: (not item[0][0], -item[1])
                )
            )
    return text


def _general(problem: str) -> str:
    """A problem without what differs from row to row."""
    problem = re.sub(r"(ohne Namen) \d+", r"\1 N", problem)
    problem = re.sub(r"Zeile \d+", "Zeile N", problem)
    return re.sub(r"\[[^]]*\]", "", problem)


def main() -> None:
    """Run all imports and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(run(folder)), encoding="utf-8")
    print(f"{PAGE.name} written")


if __name__ == "__main__":
    main()
