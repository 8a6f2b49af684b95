"""The traffic light of a site: what is to be said of a sign where it stands, or where it is meant to."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import KEPT_BY_STORE, LAYERS
from signage.errors import Said
from signage.services.degrees import as_geojson
from signage.services.editing import check_values
from signage.services.rights import Rights
from signage_api.answers import json_answer
from signage_api.bodies import values_of
from signage_api.parameters import Reader
from signage_api.problems import in_language, language_of
from signage_api.rights import rights_of
from signage_api.routes.common import Sent, Staff, store_of
from signage_api.routes.rows import PREFIX, visible_row

if TYPE_CHECKING:
    from signage.services.siting import Judgement
    from signage.siting.authorities import Statement
    from signage.siting.values import Citation, Finding

_SIGN = LAYERS["sign"]
_DRAWN_M = 250.0


def add_to(api: FastAPI) -> None:
    """The findings of a stored sign, and those of a sign that is not saved yet."""
    api.add_api_route(f"{PREFIX}/signs/check", _check, methods=["POST"])
    api.add_api_route(f"{PREFIX}/signs/{{key}}/findings", _findings, methods=["GET", "HEAD"])
    api.add_api_route(f"{PREFIX}/areas/{{key}}/findings", _of_area, methods=["GET", "HEAD"])


def _findings(request: Request, key: str) -> Response:
    Reader(request, ()).finish()
    rights = rights_of(request)
    row = visible_row(store_of(request), _SIGN, key, rights)
    told = rights.cover(row["municipality"], row["area"])
    return _answer(request, row, rights if told else None)


def _of_area(request: Request, key: str) -> Response:
    """Every sign of an area with what is to be said of it; without reasons, which are the municipality's."""
    from signage.services.siting import judge_all

    Reader(request, ()).finish()
    store, language = store_of(request), language_of(request)
    rights = rights_of(request)
    area = visible_row(store, LAYERS["area"], key, rights)
    reach = rights if rights.cover(area["municipality"], area["id"]) else None
    signs = [
        {
            "id": row["id"],
            "number": row["number"],
            "findings": [_told(one, language) for one in found],
        }
        for row, found in judge_all(store, area=area["id"], rights=reach)
    ]
    return json_answer(request, {"signs": signs})


def _check(request: Request, rights: Staff, body: Sent) -> Response:
    given = {name: value for name, value in values_of(body).items() if name not in KEPT_BY_STORE}
    key = given.pop("id", None)
    row: dict[str, Any] = dict.fromkeys((*_SIGN.columns, "geometry", "id"))
    reach: Rights | None = rights
    if key is not None:
        stored = visible_row(store_of(request), _SIGN, str(key), rights)
        row = row | stored
        reach = rights if rights.cover(stored["municipality"], stored["area"]) else None
    return _answer(request, row | check_values(_SIGN, given), reach)


def _answer(request: Request, row: dict[str, Any], rights: Rights | None) -> Response:
    """Without `rights` neither reasons of exceptions nor who answers for them are told, nor which firms are
    gone: that is the municipality's business.
    """
    # Loaded when first asked for: a worker that only answers scans does without shapely.
    from signage.services.siting import judge_sign

    judged = judge_sign(store_of(request), row, rights=rights)
    language = language_of(request)
    found = [_finding(finding, language, judged, told=rights is not None) for finding in judged.findings]
    approvals = [_approval(statement, language) for statement in judged.approvals]
    site = _site(judged, language) | {"reading": _reading(judged)}
    shown = {"findings": found, "approvals": approvals, "site": site, "shapes": _shapes(judged)}
    return json_answer(request, shown)


def _told(finding: "Finding", language: str) -> dict[str, Any]:
    """What everybody is told of a finding."""
    from signage.siting.rules import RULES

    rule = RULES[finding.rule]
    return {
        "rule": finding.rule,
        "title": rule.english if language == "en" else rule.german,
        "severity": finding.severity,
        "message": in_language(finding.sentence, language),
    }


def _finding(finding: "Finding", language: str, judged: "Judgement", *, told: bool) -> dict[str, Any]:
    shown = _told(finding, language) | {
        "measured": finding.measured,
        "required": finding.required,
        "unit": in_language(finding.unit, language),
        "citation": _cited(finding.citation, language),
        "fix": _fix(finding, language, judged),
    }
    if told and finding.reason:
        on = finding.excepted_on.isoformat() if finding.excepted_on else None
        shown["exception"] = {"reason": finding.reason, "who": finding.excepted_by, "on": on}
    return shown


def _approval(statement: "Statement", language: str) -> dict[str, Any]:
    return {
        "role": statement.role,
        "message": in_language(statement.sentence, language),
        "citation": _cited(statement.citation, language),
    }


def _cited(citation: "Citation", language: str) -> dict[str, str]:
    source, edition = (in_language(said, language) for said in (citation.source, citation.edition))
    return {"source": source, "edition": edition, "certainty": citation.certainty}


def _reading(judged: "Judgement") -> dict[str, float] | None:
    time = judged.reading
    if time is None:
        return None
    return {one.name: round(getattr(time, one.name), 2) for one in fields(time)}


def _fix(finding: "Finding", language: str, judged: "Judgement") -> dict[str, Any] | None:
    """What a click would change, as the values that a PATCH takes."""
    if finding.fix is None:
        return None
    from signage.services.siting import fix_values

    changes = fix_values(judged, finding.fix)
    if "geometry" in changes:
        [changes["geometry"]] = as_geojson([changes["geometry"]])
    return {"label": in_language(finding.fix.label, language), "changes": changes}


def _site(judged: "Judgement", language: str) -> dict[str, Any]:
    from signage.services.siting import needed_letter_height

    site = judged.site
    side = {"left": Said("links", "left"), "right": Said("rechts", "right")}
    road = site.road and {
        "id": site.road.id,
        "name": site.road.name,
        "number": site.road.number,
        "road_class": site.road.road_class,
        "speed_kmh": site.road.speed_kmh,
        "in_town": site.road.in_town,
        "width_m": site.road.width_m,
        "width_is_presumed": site.road.width_is_presumed,
    }
    measured = ("to_edge_m", "clearance_m", "road_bearing_deg", "next_junction_m", "near_sign_m", "to_area_m")
    return {
        "road": road,
        "side": in_language(side[site.side], language) if site.side else None,
        "municipality": site.municipality,
        "signs_on_post": site.signs_on_post,
        "letter_height_mm": needed_letter_height(judged),
        **{name: _rounded(getattr(site, name)) for name in measured},
    }


def _shapes(judged: "Judgement") -> dict[str, Any]:
    """The sight triangles round about, for drawing; `hit` are those that the sign stands in."""
    import shapely

    place = shapely.Point(judged.sign.x, judged.sign.y)
    near = [one for one in judged.around.triangles if one.polygon.distance(place) <= _DRAWN_M]
    outlines = as_geojson([shapely.to_wkb(one.polygon) for one in near])
    hit = {id(one) for one in judged.site.triangles}
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": outline,
                "properties": {"kind": "sight_triangle", "leg_m": one.leg_m, "hit": id(one) in hit},
            }
            for one, outline in zip(near, outlines, strict=True)
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
