"""Checks of the whole inventory: is the list true, is every sign in order? `run(frames)` gives all
findings.
"""

import geopandas as gpd

from signage.checks import findings
from signage.checks.findings import Frames, together
from signage.checks.rules import CHECKS

__all__ = ["CHECKS", "Frames", "run", "together"]


def run(frames: Frames, only: list[str] | None = None) -> gpd.GeoDataFrame:
    """The findings of all checks, or of those named in `only`; see `signage.checks.findings.run`."""
    return findings.run(frames, CHECKS, only)
