"""How good lists are: scores of 0 to 100, what drags them down, and which confirmations help most."""

from signage.services.quality.helping import Helpful, helpful_confirmations
from signage.services.quality.region import TownState, outlines_of, region
from signage.services.quality.scores import PlaceScore, WorstFirm, area_scores, town_scores, worst_firms
from signage.services.standing.measures import MEASURES, Measure

__all__ = [
    "MEASURES",
    "Helpful",
    "Measure",
    "PlaceScore",
    "TownState",
    "WorstFirm",
    "area_scores",
    "helpful_confirmations",
    "outlines_of",
    "region",
    "town_scores",
    "worst_firms",
]
