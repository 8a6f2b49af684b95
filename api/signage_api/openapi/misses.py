"""The description of what visitors looked for in vain."""

from signage.services.scan_counts import LEAST
from signage.services.search_misses import MOST_TERMS
from signage_api.openapi.parts import STAFF, body, operation, parameter
from signage_api.schemas import Schema, ref

_DAY = {"type": "string", "format": "date"}


def misses_path() -> Schema:
    """The list of terms."""
    return operation(
        "list_missed_searches",
        "search",
        "What visitors looked for at the signs and did not find",
        {"200": body("The terms, the most frequent first.", ref("MissedSearches"))},
        refusals=(401, 422),
        security=STAFF,
        parameters=[
            parameter("area", {"type": "string"}, "Only of this area, by its key on the signs or its id."),
            parameter("since", _DAY, "From this day on, at most two years before `until`; else 90 days."),
            parameter("until", _DAY, "Up to this day; else today."),
        ],
    )


def misses_schema() -> Schema:
    """What is answered."""
    term = {
        "type": "object",
        "required": ["area", "term", "searches", "last_on"],
        "properties": {
            "area": {"type": "integer"},
            "term": {"type": "string", "maxLength": 40},
            "searches": {"type": "integer", "minimum": LEAST},
            "last_on": _DAY,
        },
    }
    return {
        "type": "object",
        "required": ["since", "until", "at_least", "terms"],
        "properties": {
            "since": _DAY,
            "until": _DAY,
            "at_least": {
                "type": "integer",
                "description": "For the sake of privacy a term is told only when it was looked for so often.",
            },
            "terms": {"type": "array", "items": term, "maxItems": MOST_TERMS},
        },
    }
