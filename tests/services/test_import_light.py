"""Doors may know the verbs without paying for what they need."""

import subprocess
import sys

HEAVY = ("numpy", "pandas", "geopandas", "shapely", "pyogrio", "pyproj")


def test_knowing_import_and_export_loads_no_heavy_library() -> None:
    code = "import signage.services.importing, signage.services.exporting, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_reading_a_text_table_loads_no_heavy_library() -> None:
    code = "import signage.formats.reading, signage.formats.text, signage.formats.spreadsheet, sys; "
    code += "print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())
