"""The areas of an inventory, asked by key, name and position, for an import."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.domain.names import fold_heading
from signage.services.municipalities import counts_today, most_like
from signage.store import Store


class Areas:
    """The store's areas."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = {row["id"]: row for row in rows}
        present = [row for row in rows if counts_today(row)]
        self._ids = [row["id"] for row in present]
        self._shapes = shapely.from_wkb(np.array([row["geometry"] for row in present], dtype=object))
        self._tree = shapely.STRtree(self._shapes)
        self._numbers: dict[str, list[int]] = {}
        self._names: dict[str, list[int]] = {}
        for row in rows:
            self._names.setdefault(fold_heading(row["name"]), []).append(row["id"])
            if row["number"]:
                self._numbers.setdefault(fold_heading(row["number"]), []).append(row["id"])

    def at(self, shapes: NDArray[np.object_]) -> list[int | None]:
        """Id of the area that each point lies in, the smallest where areas overlap; None outside."""
        answer: list[int | None] = [None] * len(shapes)
        points, owners = self._tree.query(shapes, predicate="intersects")
        sizes = shapely.area(self._shapes)
        for at in np.lexsort((-sizes[owners], points)):
            answer[int(points[at])] = self._ids[int(owners[at])]
        return answer

    def find(self, text: str, *, by_id: bool = False) -> list[int]:
        """Ids that a row's word for its area may mean: by number, by name, at last by id."""
        if by_id and text.isdecimal() and int(text) in self.rows:
            return [int(text)]
        folded = fold_heading(text)
        found = self._numbers.get(folded) or self._names.get(folded)
        if found:
            return found
        return [int(text)] if text.isdecimal() and int(text) in self.rows else []

    def covering(self, shape: Any) -> int | None:
        """Id of the area that is all but the same polygon as `shape`, None when there is none."""
        for at in self._tree.query(shape, predicate="intersects"):
            common = float(shapely.area(shapely.intersection(self._shapes[at], shape)))
            if common > 0.95 * max(float(shapely.area(self._shapes[at])), float(shapely.area(shape))):
                return int(self._ids[at])
        return None

    def distance(self, area: int, shape: Any) -> float | None:
        """Metres from the area to the shape, None when the area has no outline."""
        outline = self.rows[area]["geometry"]
        return None if outline is None else float(shapely.distance(shapely.from_wkb(outline), shape))

    def like(self, text: str) -> str | None:
        """The name most like `text`, None when none is."""
        return most_like(text, [str(row["name"]) for row in self.rows.values()])

    def name(self, area: int | None) -> str:
        """The area's name."""
        return str(self.rows[area]["name"]) if area in self.rows else str(area)


def load_areas(store: Store) -> Areas:
    """The areas of a store."""
    return Areas(store.read("area"))
