"""The description of what is told of scans."""

from signage.services.scan_counts import LEAST
from signage_api.openapi.parts import STAFF, body, operation, parameter
from signage_api.schemas import Schema, ref

_DAY = {"type": "string", "format": "date"}
_SCANS = {
    "type": ["integer", "null"],
    "description": f"null where there were fewer than {LEAST}, or none, or where the rest would tell them.",
}


def scans_paths(prefix: str) -> dict[str, Schema]:
    """Statistics and the alarm."""
    asked = [
        parameter("area", {"type": "string"}, "Only of this area, by its key on the signs or its id."),
        parameter("since", _DAY, "From this day on, at most two years before `until`; else 90 days."),
        parameter("until", _DAY, "Up to this day; else today."),
    ]
    table = body("A row for each sign and day, with semicolons.", {"type": "string"}, "text/csv")
    return {
        f"{prefix}/scans": operation(
            "scan_statistics", "signs", "How often signs were scanned",
            {"200": body("By day, by language, by sign.", ref("Scans"))},
            refusals=(401, 422), security=STAFF, parameters=asked,
        ),
        f"{prefix}/scans.csv": operation(
            "scan_table", "signs", "How often signs were scanned, as a table", {"200": table},
            refusals=(401, 422), security=STAFF, parameters=asked,
        ),
        f"{prefix}/scans/silent": operation(
            "silent_signs", "signs", "Signs whose scans stopped while their neighbours' went on",
            {"200": body("The least likely first.", ref("SilentSigns"))},
            refusals=(401, 422), security=STAFF,
        ),
    }  # fmt: skip


def scans_schemas() -> dict[str, Schema]:
    """What is answered."""
    told = {"type": "integer", "minimum": LEAST, "description": "What is not told is not listed."}
    day = _all(day=_DAY, scans=told)
    degrees = {"type": ["number", "null"]}
    text = {"type": "string"}
    sign = _all(
        code=text, number=text, area=text, latitude=degrees, longitude=degrees, scans=_SCANS,
        days={"type": "array", "items": day},
    )  # fmt: skip
    silent = _all(
        code=text, number=text, area={"type": ["integer", "null"]}, window_days={"type": "integer"},
        since=_DAY, expected={"type": "number"}, chance={"type": "number"},
    )  # fmt: skip
    return {
        "Scans": _all(
            since=_DAY, until=_DAY, at_least={"type": "integer"}, total=_SCANS,
            days={"type": "array", "items": day},
            languages={"type": "array", "items": _all(language=text, scans=told)},
            signs={"type": "array", "items": sign},
        ),
        "SilentSigns": _all(as_of=_DAY, signs={"type": "array", "items": silent}),
    }  # fmt: skip


def _all(**properties: Schema) -> Schema:
    return {"type": "object", "required": [*properties], "properties": properties}
