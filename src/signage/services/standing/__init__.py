"""How lists stand: the firms of each area in figures, which the store counts and keeps."""

from signage.services.standing.counting import Place
from signage.services.standing.kept import Standing, follow_standing, places, standing

__all__ = ["Place", "Standing", "follow_standing", "places", "standing"]
