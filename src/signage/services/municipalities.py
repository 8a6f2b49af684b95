"""The municipalities of an inventory, asked by key, name and position; for imports and for every edit."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.domain.names import fold_heading
from signage.domain.validity import is_valid, today
from signage.store import Store

# Boundaries are often rounded to 10 m; a sign at the town's edge is not abroad for that.
EDGE_M = 50.0
_TOWN = re.compile(
    r"^(stadt|gemeinde|markt|landgemeinde)\s+|,\s*(stadt|landgemeinde|gemeinde)$", re.IGNORECASE
)

Mask = NDArray[np.bool_]


class Municipalities:
    """The store's municipalities; `known` is False when it has none and positions can only be held to
    Germany.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], *, anywhere: bool = False) -> None:
        present = [row for row in rows if counts_today(row)]
        self.rows = {row["ags"]: row for row in rows}
        self.keys = [row["ags"] for row in present]
        self.known = bool(present)
        self.anywhere = anywhere
        self._shapes = shapely.from_wkb(np.array([row["geometry"] for row in present], dtype=object))
        self._shapes = shapely.make_valid(self._shapes) if present else self._shapes
        self._tree = shapely.STRtree(self._shapes)
        self._names: dict[str, list[str]] = {}
        for row in rows:
            if row["successor"] is None:
                self._names.setdefault(_folded_town(row["name"]), []).append(row["ags"])

    @property
    def state(self) -> str | None:
        """Key of the state in which the first municipality lies."""
        return self.keys[0][:2] if self.keys else None

    def inside(self, points: NDArray[np.float64]) -> Mask:
        """Which points (EPSG:25832) lie in one of the municipalities, or in Germany when none are known."""
        if self.anywhere or not self.known:
            finite: Mask = np.asarray(np.isfinite(points).all(axis=1))
            return finite if self.anywhere else finite & _in_germany(points)
        return np.asarray(self.at(points) >= 0)

    def at(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        """Position in `keys` of the municipality at each point, the nearest within `EDGE_M`; -1 outside."""
        answer = np.full(len(points), -1, dtype=np.int64)
        finite = np.flatnonzero(np.isfinite(points).all(axis=1))
        if not self.known or not len(finite):
            return answer
        shapes = shapely.points(points[finite])
        found, owner = self._tree.query(shapes, predicate="intersects")
        answer[finite[found[::-1]]] = owner[::-1]
        missing = finite[answer[finite] < 0]
        if len(missing):
            near, owner = self._tree.query_nearest(
                shapely.points(points[missing]), max_distance=EDGE_M, all_matches=False
            )
            answer[missing[near]] = owner
        return answer

    def nearest(self, point: Any) -> tuple[str, float]:
        """Name of the municipality nearest to a point, and the distance in metres."""
        at = int(self._tree.nearest(point))
        return str(self.rows[self.keys[at]]["name"]), float(shapely.distance(self._shapes[at], point))

    def by_overlap(self, shape: Any) -> tuple[str | None, float]:
        """Key of the municipality that holds most of an area, and the part of the area that lies in any."""
        owners = self._tree.query(shape, predicate="intersects")
        if not len(owners):
            return None, 0.0
        shares = shapely.area(shapely.intersection(self._shapes[owners], shape)) / shapely.area(shape)
        return self.keys[int(owners[int(np.argmax(shares))])], float(shares.sum())

    def distance(self, key: str, shape: Any) -> float:
        """Metres from a municipality of today to a shape; infinite when its outline is not known."""
        return min((float(shapely.distance(outline, shape)) for outline in self._of(key)), default=np.inf)

    def share(self, key: str, shape: Any) -> float:
        """The part of an area that lies in a municipality of today."""
        inside = (float(shapely.area(shapely.intersection(outline, shape))) for outline in self._of(key))
        return max(inside, default=0.0) / max(float(shapely.area(shape)), 1e-9)

    def covers(self, key: str, shape: Any, *, edge_m: float) -> bool:
        """Whether an area lies wholly in a municipality, but for what is within `edge_m` of its border."""
        return any(shapely.covers(shapely.buffer(outline, edge_m), shape) for outline in self._of(key))

    def _of(self, key: str) -> list[Any]:
        return [self._shapes[at] for at, known in enumerate(self.keys) if known == key]

    def find(self, text: str) -> str | None:
        """The key that a key or a name leads to: old keys to their successor, a name that only one has."""
        if text in self.rows:
            return self._newest(text)
        keys = self._names.get(_folded_town(text), [])
        return keys[0] if len(keys) == 1 else None

    def _newest(self, key: str) -> str:
        seen = {key}
        while (following := self.rows[key]["successor"]) and following in self.rows and following not in seen:
            seen.add(following)
            key = following
        return key

    def like(self, text: str) -> str | None:
        """The name most like `text`, None when none is."""
        return most_like(text, [str(row["name"]) for row in self.rows.values()])

    def name(self, key: str | None) -> str:
        """The municipality's name, the key itself when it is not known."""
        return str(self.rows[key]["name"]) if key in self.rows else str(key)


def load_municipalities(store: Store, *, anywhere: bool) -> Municipalities:
    """The municipalities of a store, former ones included for their keys."""
    return Municipalities(store.read("municipality"), anywhere=anywhere)


def _in_germany(points: NDArray[np.float64]) -> Mask:
    from signage.formats import crs  # and with it PROJ, which an edit through the service never needs

    return crs.in_germany(points)


def counts_today(row: Mapping[str, Any]) -> bool:
    """Whether a row has an outline and is valid today."""
    return row["geometry"] is not None and is_valid(row["valid_from"], row["valid_to"], today())


def _folded_town(name: str) -> str:
    return fold_heading(_TOWN.sub("", str(name).strip()))


def most_like(text: str, names: Sequence[str]) -> str | None:
    """The name that looks most like `text`, None when none looks alike."""
    import rapidfuzz  # for reports only

    found = rapidfuzz.process.extractOne(text, names, scorer=rapidfuzz.fuzz.WRatio, score_cutoff=75)
    return str(found[0]) if found else None
