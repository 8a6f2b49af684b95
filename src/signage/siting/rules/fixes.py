"""Changes of a sign that solve a finding by one click."""

import math

from signage.errors import Said
from signage.siting.rules.table import de
from signage.siting.values import Fix, Sign, Site

_STEP_M = 0.1


def away_from_road(sign: Sign, site: Site, missing_m: float) -> Fix | None:
    """Move square to the road, by full decimetres; None where the road is not known."""
    if site.foot is None or site.road_bearing_deg is None:
        return None
    metres = math.ceil(missing_m / _STEP_M - 1e-6) * _STEP_M
    outwards = math.radians(site.road_bearing_deg + (90 if site.side == "right" else -90))
    x, y = sign.x + metres * math.sin(outwards), sign.y + metres * math.cos(outwards)
    label = Said(
        f"{de(metres, 1)} m von der Fahrbahn wegrücken", f"move {metres:.1f} m away from the carriageway"
    )
    return Fix(label, {"x": round(x, 3), "y": round(y, 3)})


def raised_to(sign: Sign, lower_edge_m: float) -> Fix:
    """Hang the board higher; its own height stays."""
    changes = {"lower_edge_m": lower_edge_m}
    if sign.height_m is not None and sign.lower_edge_m is not None:
        changes["height_m"] = round(sign.height_m + lower_edge_m - sign.lower_edge_m, 3)
    label = Said(
        f"Unterkante auf {de(lower_edge_m)} m heben", f"raise the lower edge to {lower_edge_m:.2f} m"
    )
    return Fix(label, changes)


def turned_to(bearing_deg: float) -> Fix:
    """Turn the face."""
    bearing = round(bearing_deg % 360, 1) % 360
    label = Said(f"Blickrichtung auf {bearing:.0f}° drehen", f"turn the face to {bearing:.0f}°")
    return Fix(label, {"bearing_deg": bearing})


def facing_of(site: Site) -> float | None:
    """Where a sign on this side of the road must look to be read by the traffic that has it on its right."""
    if site.road_bearing_deg is None or site.side is None:
        return None
    return (site.road_bearing_deg + (180 if site.side == "right" else 0)) % 360
