"""What is said when rows moved on since the caller saw them."""

from collections.abc import Mapping

from signage.domain.layers import Layer
from signage.errors import StaleVersion
from signage.services.rights import Rights
from signage.store import Store
from signage_api.features import features_of
from signage_api.problems import VersionMovedOn


def moved_on(
    store: Store, layer: Layer, stale: StaleVersion, seen: Mapping[int, int], rights: Rights
) -> VersionMovedOn:
    """409 with both versions of every row that moved on; the first of them also as other writes say it."""
    with_others = [row for row in store.read_ids(layer.name, list(seen)) if row["version"] != seen[row["id"]]]
    rows = with_others or [stale.current]
    shown = [
        {"seen_version": seen[row["id"]], "current_version": row["version"], "current": feature}
        for row, feature in zip(rows, features_of(layer, rows, rights), strict=True)
    ]
    return VersionMovedOn(stale.message, shown[0] | {"stale": shown})
