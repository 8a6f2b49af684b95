"""Other signs near a sign: on the same post, and the nearest one that is read by the same traffic."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.graph import Floats
from signage.siting.kinds import DRIVEN_PAST
from signage.siting.values import Sign

_SAME_VIEW_DEG = 60.0


@dataclass(frozen=True)
class Signs:
    """Signs as arrays."""

    ids: NDArray[np.int64]
    points: NDArray[Any]
    bearing_deg: Floats  # NaN where not known
    driven_past: NDArray[np.bool_]  # read from a moving car

    @cached_property
    def tree(self) -> Any:
        """Search tree over the points."""
        return shapely.STRtree(self.points)


@dataclass(frozen=True)
class Near:
    """For each sign: how many stand on its post, itself included, and the nearest other of the same view or
    -1.
    """

    on_post: NDArray[np.int64]
    sign: NDArray[np.int64]
    distance_m: Floats


def points_of(signs: Sequence[Sign]) -> NDArray[Any]:
    """The signs' positions as shapely points."""
    x = np.array([sign.x for sign in signs], dtype=float)
    return np.asarray(shapely.points(x, np.array([sign.y for sign in signs], dtype=float)), dtype=object)


def as_arrays(signs: Sequence[Sign], points: NDArray[Any]) -> Signs:
    """What is asked of many signs at once; one that is not saved gets -1 as id."""
    return Signs(
        np.array([-1 if sign.id is None else sign.id for sign in signs], dtype=np.int64),
        points,
        np.array([np.nan if sign.bearing_deg is None else sign.bearing_deg for sign in signs], dtype=float),
        np.array([sign.type in DRIVEN_PAST for sign in signs], dtype=bool),
    )


def near_signs(others: Signs, asked: Signs, *, post_m: float, within_m: float) -> Near:
    """What stands within `within_m` of each asked sign; a sign is no neighbour of its own stored row."""
    size = len(asked.points)
    near = Near(np.ones(size, dtype=np.int64), np.full(size, -1), np.full(size, np.inf))
    if not size or not len(others.points):
        return near
    sign, other = others.tree.query(asked.points, predicate="dwithin", distance=within_m)
    foreign = (others.ids[other] != asked.ids[sign]) | (others.ids[other] < 0)
    sign, other = sign[foreign], other[foreign]
    distance = shapely.distance(asked.points[sign], others.points[other])
    near.on_post[:] += np.bincount(sign[distance <= post_m], minlength=size)
    apart = np.abs((asked.bearing_deg[sign] - others.bearing_deg[other] + 180) % 360 - 180)
    rival = (distance > post_m) & (apart <= _SAME_VIEW_DEG) & others.driven_past[other]
    sign, other, distance = sign[rival], other[rival], distance[rival]
    order = np.lexsort((others.ids[other], distance, sign))
    first = order[np.flatnonzero(np.diff(sign[order], prepend=-1))]
    near.sign[sign[first]] = others.ids[other[first]]
    near.distance_m[sign[first]] = distance[first]
    return near
