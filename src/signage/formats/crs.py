"""In which coordinate system numbers are: as stated, or by their size and by where they then lie.

Axes are always easting (or longitude) first; `swapped` says that a file has them the other way round.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from signage.domain.layers import CRS
from signage.errors import UNSAID, InvalidInput, Said

Points = NDArray[np.float64]
Inside = Callable[[Points], NDArray[np.bool_]]

# Germany with its islands, in degrees.
GERMANY = (5.5, 47.2, 15.6, 55.2)


@dataclass(frozen=True)
class System:
    """A coordinate system that German files come in, and the numbers it gives within Germany."""

    crs: str
    title: Said
    east: tuple[float, float]
    north: tuple[float, float]
    family: str


def _gauss_krueger(datum: str, zone: int) -> Said:
    return Said(f"{datum} / Gauß-Krüger {zone}. Streifen", f"{datum} / Gauss-Krüger zone {zone}")


_N = (5_200_000.0, 6_150_000.0)
# Within a family the numbers look alike and differ by 50 to 150 m: only the place of origin tells them apart.
SYSTEMS = (
    System(
        "EPSG:4326",
        Said("Länge/Breite (WGS 84)", "longitude/latitude (WGS 84)"),
        (5.5, 15.6),
        (47.2, 55.2),
        "degrees",
    ),
    System("EPSG:25832", Said("ETRS89 / UTM 32"), (200_000, 950_000), _N, "utm"),
    System("EPSG:25833", Said("ETRS89 / UTM 33"), (-300_000, 620_000), _N, "utm"),
    System(
        "EPSG:4647",
        Said("ETRS89 / UTM 32 mit Zonenkennung", "ETRS89 / UTM 32 with zone prefix"),
        (32_200_000, 32_950_000),
        _N,
        "zone32",
    ),
    System(
        "EPSG:5650",
        Said("ETRS89 / UTM 33 mit Zonenkennung", "ETRS89 / UTM 33 with zone prefix"),
        (32_950_001, 33_620_000),
        _N,
        "zone33",
    ),
    System("EPSG:3397", _gauss_krueger("PD/83", 4), (4_200_000, 4_950_000), _N, "strip4"),
    System("EPSG:31468", _gauss_krueger("DHDN", 4), (4_200_000, 4_950_000), _N, "strip4"),
    System("EPSG:2398", _gauss_krueger("42/83", 4), (4_200_000, 4_950_000), _N, "strip4"),
    System("EPSG:3396", _gauss_krueger("PD/83", 3), (3_200_000, 3_950_000), _N, "strip3"),
    System("EPSG:31467", _gauss_krueger("DHDN", 3), (3_200_000, 3_950_000), _N, "strip3"),
    System("EPSG:2397", _gauss_krueger("42/83", 3), (3_200_000, 3_950_000), _N, "strip3"),
    System("EPSG:31469", _gauss_krueger("DHDN", 5), (5_200_000, 5_950_000), _N, "strip5"),
    System("EPSG:31466", _gauss_krueger("DHDN", 2), (2_300_000, 2_800_000), _N, "strip2"),
    System(
        "EPSG:3857",
        Said("Web-Mercator", "Web Mercator"),
        (610_000, 1_740_000),
        (5_950_000, 7_430_000),
        "mercator",
    ),
)
_SAMPLE = 1_000
_ENOUGH = 0.05
_BY_CRS = {system.crs: system for system in SYSTEMS}
# The systems of the former East (PD/83, 42/83) were used in these states only; elsewhere DHDN comes first.
_EASTERN_STATES = ("11", "12", "13", "14", "15", "16")


@dataclass(frozen=True)
class Decision:
    """The system to read the numbers in, what the report says about it, and whether the axes are swapped."""

    crs: str
    swapped: bool = False
    note: Said = UNSAID


def transform(points: Points, crs: str, *, swapped: bool = False) -> Points:
    """Points of `crs` in EPSG:25832; rows that cannot be transformed become infinite."""
    given = points[:, ::-1] if swapped else points
    if crs == CRS:
        return np.array(given)
    x, y = _transformer(crs).transform(given[:, 0], given[:, 1])
    return np.column_stack([x, y])


@lru_cache(maxsize=64)
def _transformer(crs: str) -> Any:
    return pyproj.Transformer.from_crs(crs, CRS, always_xy=True)


def read_crs(text: str) -> Decision:
    """What a person asked for: `EPSG:31468`, `31468`, with ` vertauscht` or ` swapped` behind it.

    Raises InvalidInput when there is no such system.
    """
    words = text.split()
    swapped = words[-1:] in (["vertauscht"], ["swapped"])
    name = " ".join(words[:-1] if swapped else words)
    name = f"EPSG:{name}" if name.isdecimal() else name
    try:
        _transformer(name)
    except pyproj.exceptions.ProjError:
        raise InvalidInput(
            Said(
                f"Das Koordinatensystem {text!r} ist unbekannt; gebraucht wird z. B. EPSG:25832.",
                f"Unknown coordinate reference system {text!r}; give one such as EPSG:25832.",
            )
        ) from None
    return Decision(name, swapped)


def plausible(points: Points, *, eastern: bool) -> list[System]:
    """The systems in whose range a good part of the points is, the likeliest of a family first."""
    found = [system for system in SYSTEMS if _share(points, system) > _ENOUGH]
    return sorted(found, key=lambda system: _is_eastern(system) != eastern and _is_old(system))


def _is_old(system: System) -> bool:
    return system.family.startswith("strip")


def _is_eastern(system: System) -> bool:
    return system.crs in ("EPSG:3397", "EPSG:3396", "EPSG:2398", "EPSG:2397")


def _share(points: Points, system: System) -> float:
    return float(np.mean(within(points, system))) if len(points) else 0.0


def within(points: Points, system: System) -> NDArray[np.bool_]:
    """Which points have numbers of the size that `system` gives in Germany."""
    x, y = points[:, 0], points[:, 1]
    (low_x, high_x), (low_y, high_y) = system.east, system.north
    answer: NDArray[np.bool_] = (low_x <= x) & (x <= high_x) & (low_y <= y) & (y <= high_y)
    return answer


def decide(points: Points, *, stated: str | None, inside: Inside, state: str | None) -> Decision:
    """The system of finite `points`: the stated one unless the numbers rule it out, else the one that brings
    most of them home (`inside` of points in EPSG:25832). `state` is the state's key, first two digits of an
    AGS.
    """
    points = points[:: max(1, len(points) // _SAMPLE)]
    eastern = state in _EASTERN_STATES
    guesses = plausible(points, eastern=eastern)
    if not guesses and (turned := _turned(points, inside, eastern=eastern)):
        return Decision(stated or turned.crs, note=_said_turned(turned))
    if stated and not _ruled_out(points, stated, guesses, inside):
        return Decision(stated)
    best = _best(points, guesses, inside)
    if stated:
        found = _named(best[0])
        note = Said(
            f"Die Datei nennt {stated}, die Zahlen sind aber {found}; so wurden sie gelesen.",
            f"The file names {stated}, but the numbers are {found.english}; they were read as such.",
        )
        return Decision(best[0].crs, note=note)
    return Decision(best[0].crs, note=_assumed(points, best))


def _turned(points: Points, inside: Inside, *, eastern: bool) -> System | None:
    """The system in which the numbers of the whole file make sense the other way round, None when in none."""
    turned = points[:, ::-1]
    guesses = plausible(turned, eastern=eastern)
    best = _best(turned, guesses, inside)[0] if guesses else None
    return best if best and float(inside(transform(turned, best.crs)).mean()) > 0.5 else None


def _named(system: System) -> Said:
    return Said(f"{system.crs} ({system.title})", f"{system.crs} ({system.title.english})")


def _said_turned(system: System) -> Said:
    degrees = system.family == "degrees"
    axes = "Länge und Breite" if degrees else "Rechts- und Hochwert"
    english = "Longitude and latitude" if degrees else "Easting and northing"
    return Said(
        f"{axes} sind in der ganzen Datei vertauscht ({system.crs}, {system.title}); "
        f'mit --crs "{system.crs} vertauscht" werden sie richtig gelesen.',
        f"{english} are swapped in the whole file ({system.crs}, {system.title.english}); "
        f'with --crs "{system.crs} swapped" they are read rightly.',
    )


def _ruled_out(points: Points, stated: str, guesses: Sequence[System], inside: Inside) -> bool:
    """Whether the numbers cannot be of the stated system, but bring most points home in another."""
    if not guesses or inside(transform(points, stated)).any():
        return False
    best = _best(points, guesses, inside)[0]
    possible = stated in _BY_CRS and _share(points, _BY_CRS[stated]) > 2 * _ENOUGH
    return not possible and float(inside(transform(points, best.crs)).mean()) > 0.5


def _best(points: Points, guesses: Sequence[System], inside: Inside) -> list[System]:
    """The guesses that bring most points home, nearly equal ones in the order of their likelihood."""
    if not guesses:
        return [SYSTEMS[0]]
    shares = [float(inside(transform(points, guess.crs)).mean()) for guess in guesses]
    return [guess for guess, share in zip(guesses, shares, strict=True) if share >= max(shares) - 0.02]


def _assumed(points: Points, best: Sequence[System]) -> Said:
    """The sentence that names the assumption, and by how much the points would shift in its look-alikes."""
    first, *others = best
    found = _named(first)
    note = Said(
        f"Die Datei nennt kein Koordinatensystem; nach den Zahlen wurde {found} angenommen.",
        f"The file names no coordinate system; by the numbers, {found.english} was assumed.",
    )
    middle = np.median(points, axis=0, keepdims=True)
    shifts = [
        (_named(other), f"{metres:.0f} m")
        for other in others
        if other.family == first.family and (metres := _distance(middle, first.crs, other.crs)) >= 1
    ]
    if not shifts:
        return note
    german = "; ".join(f"{other} um {metres}" for other, metres in shifts)
    english = "; ".join(f"{other.english} by {metres}" for other, metres in shifts)
    return Said(
        f"{note} Möglich sind auch, versetzt: {german}. Prüfen Sie die Lage; --crs legt es fest.",
        f"{note.english} Also possible, shifted: {english}. Check the place; --crs settles it.",
    )


def _distance(point: Points, one: str, other: str) -> float:
    return float(np.hypot(*(transform(point, one) - transform(point, other))[0]))


def proposals(points: Points, read_as: Decision, *, inside: Inside) -> list[list[tuple[Decision, Points]]]:
    """For each point (as it stands in the file) the other readings that bring it home, and where (1 x 2,
    EPSG:25832); the most likely first: swapped axes, then other systems.
    """
    answer: list[list[tuple[Decision, Points]]] = [[] for _ in points]
    ways = [Decision(read_as.crs, not read_as.swapped)]
    ways += [Decision(system.crs, swapped) for swapped in (False, True) for system in SYSTEMS]
    for way in dict.fromkeys(ways):
        if (way.crs, way.swapped) != (read_as.crs, read_as.swapped):
            places, lands = _landing(points, way, inside)
            for at in np.flatnonzero(lands):
                answer[at].append((way, places[at : at + 1]))
    return answer


def _landing(points: Points, way: Decision, inside: Inside) -> tuple[Points, NDArray[np.bool_]]:
    """Where the points would be, and which of them both have numbers of that system and come home."""
    system = _BY_CRS.get(way.crs)
    numbers = points[:, ::-1] if way.swapped else points
    fits = within(numbers, system) if system is not None else np.ones(len(points), dtype=bool)
    places = np.full(points.shape, np.nan)
    if fits.any():
        places[fits] = transform(points[fits], way.crs, swapped=way.swapped)
        fits[fits] = inside(places[fits])
    return places, fits


def in_germany(points: Points) -> NDArray[np.bool_]:
    """Which points in EPSG:25832 lie within Germany's bounds."""
    x, y = _backwards().transform(points[:, 0], points[:, 1])
    west, south, east, north = GERMANY
    answer: NDArray[np.bool_] = (west <= x) & (x <= east) & (south <= y) & (y <= north)
    return answer


@lru_cache(maxsize=1)
def _backwards() -> Any:
    return pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
