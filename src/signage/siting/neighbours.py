"""Other signs near a sign: on the same post, and the nearest one that is read by the same traffic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from signage.network.graph import Floats
from signage.siting.kinds import DRIVEN_PAST, GONE
from signage.siting.values import Sign

_SAME_VIEW_DEG = 60.0


@dataclass(frozen=True)
class Standing:
    """The signs that stand or are meant to."""

    ids: NDArray[np.int64]
    points: NDArray[Any]
    bearing_deg: Floats  # NaN where not known
    driven_past: NDArray[np.bool_]  # read from a moving car


@dataclass(frozen=True)
class Near:
    """For each sign: how many stand on its post, itself included, and the nearest other of the same view or
    -1.
    """

    on_post: NDArray[np.int64]
    sign: NDArray[np.int64]
    distance_m: Floats


def standing(signs: Sequence[Sign]) -> Standing:
    """The signs as arrays, without those that are gone; one that is not saved gets -1 as id."""
    kept = [sign for sign in signs if sign.state not in GONE]
    return Standing(
        np.array([-1 if sign.id is None else sign.id for sign in kept], dtype=np.int64),
        np.asarray(shapely.points([(sign.x, sign.y) for sign in kept]) if kept else [], dtype=object),
        np.array([np.nan if sign.bearing_deg is None else sign.bearing_deg for sign in kept], dtype=float),
        np.array([sign.type in DRIVEN_PAST for sign in kept], dtype=bool),
    )


def near_signs(others: Standing, asked: Standing, *, post_m: float, within_m: float) -> Near:
    """What stands within `within_m` of each asked sign; a sign is no neighbour of its own stored row."""
    size = len(asked.points)
    near = Near(np.ones(size, dtype=np.int64), np.full(size, -1), np.full(size, np.inf))
    if not size or not len(others.points):
        return near
    tree = shapely.STRtree(others.points)
    sign, other = tree.query(asked.points, predicate="dwithin", distance=within_m)
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
