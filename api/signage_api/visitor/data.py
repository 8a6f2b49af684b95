"""`/{CODE}.json`: the facts of the page as data."""

from datetime import date
from typing import Any

import orjson

from signage.codes import token as tokens
from signage.guidance.utm import Degrees
from signage.services.scan import Area, Firm, Here, way_to


def directory_json(here: Here, area: Area | None, day: date, address: str) -> bytes:
    """The directory as one object; straight-line distances in metres, positions in degrees (EPSG:4326)."""
    return orjson.dumps(
        {
            "code": here.code,
            "code_shown": tokens.display(here.code),
            "address": address,
            "as_of": day,
            "sign": {
                "number": here.number,
                "name": here.name,
                "street": here.street,
                "municipality": here.municipality,
                "bearing_deg": here.bearing_deg,
                "stands": here.stands,
                "position": _position(here.degrees),
            },
            "area": _area(area) if area else None,
            "firms": [_firm(here, firm) for firm in area.firms] if area else [],
        }
    )


def _area(area: Area) -> dict[str, Any]:
    return {
        "name": area.name,
        "number": area.number,
        "municipality": area.municipality,
        "confirmed_on": area.confirmed_on,
        "changed_on": area.changed_on,
    }


def _firm(here: Here, firm: Firm) -> dict[str, Any]:
    way = way_to(here, firm)
    return {
        "number": firm.number,
        "name": firm.name,
        "activity": firm.activity or None,
        "street": firm.street or None,
        "house_number": firm.house_number or None,
        "lorry_note": firm.lorry_note or None,
        "position": _position(firm.degrees) if firm.degrees else None,
        "distance_m": round(way.distance_m) if way else None,
        "direction": way.direction if way else None,
        "phone": firm.phone or None,
        "web": firm.web or None,
    }


def _position(place: Degrees) -> dict[str, float]:
    return {"latitude": round(place.latitude, 6), "longitude": round(place.longitude, 6)}
