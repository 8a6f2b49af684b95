"""`/{CODE}.json`: the facts of the page as data."""

from datetime import date
from typing import Any

import orjson

from signage.codes import token as tokens
from signage.guidance.utm import Degrees, to_degrees
from signage.services.scan import Area, Firm, Here
from signage.services.scan_ways import Way, way_to


def directory_json(here: Here, area: Area | None, day: date, address: str) -> bytes:
    """The directory as one object; positions in degrees (EPSG:4326). A distance is the
    driver's where the way along the streets is known (`way`), else as the crow flies; in metres.
    """
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
            "firms": [_firm(firm, way_to(here, firm, area.streets)) for firm in area.firms] if area else [],
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


def _firm(firm: Firm, way: Way | None) -> dict[str, Any]:
    return {
        "number": firm.number,
        "square": firm.square or None,
        "name": firm.name,
        "activity": firm.activity or None,
        "street": firm.street or None,
        "house_number": firm.house_number or None,
        "gate": firm.gate or None,
        "delivery_hours": firm.delivery_hours or None,
        "lorry_height_m": firm.lorry_height_m,
        "lorry_weight_t": firm.lorry_weight_t,
        "lorry_register": firm.lorry_register or None,
        "lorry_note": firm.lorry_note or None,
        "position": _position(to_degrees(*firm.position)) if firm.position else None,
        "lorry_entrance": _position(to_degrees(*firm.entrance)) if firm.entrance else None,
        "distance_m": round(way.distance_m) if way else None,
        "direction": way.group if way else None,
        "way": _way(way) if way and way.by_street else None,
        "phone": firm.phone or None,
        "web": firm.web or None,
        "jobs": firm.jobs or None,
        "email": firm.email or None,
        "contact": firm.contact or None,
        "card": f"/card/{firm.id}.vcf",
        "confirmed_on": firm.confirmed_on,
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "walking_m": round(way.walk_m) if way.walk_m else None,
        "start": way.start,
        "turns": [{"side": turn.side, "nth": turn.nth} for turn in way.turns],
        "max_height_m": way.max_height_m,
        "max_weight_t": way.max_weight_t,
    }


def _position(place: Degrees) -> dict[str, float]:
    return {"latitude": round(place.latitude, 6), "longitude": round(place.longitude, 6)}
