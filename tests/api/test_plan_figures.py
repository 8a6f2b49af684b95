"""The planner's page works with the figures in force: the pack's, as the operator has corrected them."""

from pathlib import Path

from signage.settings import Settings
from signage_api.plan_pages import _figures

OWN = """["clearance.lateral.in_town.normal"]
value = 0.75
unit = "m"
source = "Satzung der Stadt"
edition = "2026"
certainty = "law"
"""


def test_the_page_snaps_with_the_corrected_clearance(tmp_path: Path) -> None:
    file = tmp_path / "figures.toml"
    file.write_text(OWN, "utf-8")
    assert _figures(str(file))["clearance_m"] == {"in_town": 0.75, "outside": 1.5}


def test_without_a_file_the_pack_holds() -> None:
    figures = _figures(Settings().figures)
    assert figures["clearance_m"]["in_town"] == 0.5
    assert figures["due"] == {"inspection_years": 2, "film_years": {"RA1": 11, "RA2": 14}}
