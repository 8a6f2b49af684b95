"""How findings of outlines, and what a split or a merger does, are said in an answer."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from signage.domain.layers import LAYERS
from signage.services.degrees import as_geojson
from signage.services.rights import Rights
from signage_api.features import feature_of
from signage_api.problems import in_language

if TYPE_CHECKING:
    from signage.services.reshaping import Reshaped
    from signage.services.topology import OutlineFinding

_AREA = LAYERS["area"]


def shown_findings(found: Iterable["OutlineFinding"], language: str) -> list[dict[str, Any]]:
    """Findings in the reader's language, with the shape to draw and the fix as a PATCH takes it."""
    return [_finding(one, language) for one in found]


def _finding(one: "OutlineFinding", language: str) -> dict[str, Any]:
    from signage.siting.outlines.findings import TITLES

    fix = one.fix and {
        "label": in_language(one.fix.label, language),
        "changes": {"geometry": in_degrees(one.fix.shape)},
    }
    return {
        "rule": one.rule,
        "title": in_language(TITLES[one.rule], language),
        "severity": one.severity,
        "message": in_language(one.sentence, language),
        "measured": one.measured,
        "required": one.required,
        "unit": one.unit,
        "neighbour": one.neighbour,
        "shape": in_degrees(one.shape),
        "fix": fix,
    }


def in_degrees(shape: Any) -> dict[str, Any] | None:
    """A shape of metres as GeoJSON; None for an empty one."""
    if shape.is_empty:
        return None
    [found] = as_geojson([shape.wkb])
    return found


def shown_reshaping(done: "Reshaped", rights: Rights, language: str) -> dict[str, Any]:
    """The areas, what moved (tenants and signs one by one, of the rest how many), and the findings."""
    counts = Counter(LAYERS[move.layer].plural for move in done.moves)
    moved = [
        {
            "layer": LAYERS[move.layer].plural,
            "id": move.row,
            "name": move.name,
            "from_area": move.from_area,
            "number": move.number,
            "new_number": move.new_number,
        }
        for move in done.moves
        if move.layer in ("tenant", "sign")
    ]
    unplaced = [
        {"layer": LAYERS[one.layer].plural, "id": one.row["id"], "name": one.name} for one in done.unplaced
    ]
    return {
        "dry_run": done.change_set is None,
        "change_set": done.change_set,
        "areas": [feature_of(_AREA, row, rights) for row in done.areas],
        "moved": moved,
        "counts": dict(counts),
        "unplaced": unplaced,
        "findings": [shown_findings(found, language) for found in done.findings],
    }
