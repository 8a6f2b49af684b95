"""Street plans for the smaller areas: three patterns, varied by chance that always falls the same way."""

import random
from collections.abc import Callable

from tools.sample.plans import Pair, Plan

NAMES = (
    "Werkstraße", "Am Gleis", "Holzweg", "Gewerbepark", "Am Kalkofen", "An der Ladestraße",
    "Ziegeleiweg", "Am Speicher", "Zur Feldscheune", "Töpferweg", "Sägewerkstraße",
    "Schlossergasse", "Am Wasserturm", "Böttcherweg", "Hammerschmiede", "Am Umspannwerk", "Kranweg",
    "Handwerkerhof", "Zimmererweg", "Am Güterschuppen",
)  # fmt: skip

Streets = dict[str, tuple[Pair, ...]]


def draw(pattern: str, size_m: tuple[float, float], chance: random.Random) -> Plan:
    """A plan of the pattern (`spine`, `loop`, `through`) for an area of `size_m`, width by depth."""
    width, depth = size_m
    x, y = width / 2, depth / 2
    outside = ((-x - 320, -y - 45), (-x * 0.4, -y - 26), (x * 0.5, -y - 30), (x + 320, -y - 55))
    names = chance.sample(NAMES, 4)
    streets = PATTERNS[pattern](x, y, names, lambda spread: chance.uniform(-spread, spread))
    side = chance.choice((-1, 1))
    return Plan(
        outline=_outline(x, y, chance),
        outside=outside,
        streets=streets,
        woods=(((side * (x + 70), y * 0.9), min(x, y) * 0.75),),
        pond=(-side * x * 0.68, y * 0.56) if chance.random() < 0.5 else None,
    )


Jitter = Callable[[float], float]


def _outline(x: float, y: float, chance: random.Random) -> tuple[Pair, ...]:
    corners = ((-1, -1), (0.1, -1.02), (1, -0.94), (1.03, 0.2), (0.82, 1), (-0.3, 1.05), (-1, 0.85))
    return tuple(
        ((cx + chance.uniform(-0.05, 0.05)) * x, (cy + chance.uniform(-0.04, 0.04)) * y) for cx, cy in corners
    )


def _spine(x: float, y: float, names: list[str], jitter: Jitter) -> Streets:
    at = jitter(0.25) * x
    left, right = -0.25 * y + jitter(0.1) * y, 0.2 * y + jitter(0.12) * y
    return {
        names[0]: (
            (at, -y - 28),
            (at + jitter(12), -0.5 * y),
            (at + jitter(25), 0.1 * y),
            (at + jitter(30), 0.72 * y),
        ),
        names[1]: ((at, left), (at - 0.4 * x, left + jitter(18)), (-0.84 * x, left + jitter(30))),
        names[2]: ((at, right), (at + 0.4 * x, right + jitter(18)), (0.8 * x, right + jitter(30))),
    }


def _loop(x: float, y: float, names: list[str], jitter: Jitter) -> Streets:
    at = -0.45 * x + jitter(0.1) * x
    far = 0.5 * x + jitter(0.08) * x
    low, high = -0.3 * y + jitter(0.06) * y, 0.42 * y + jitter(0.08) * y
    return {
        names[0]: (
            (at, -y - 27),
            (at + jitter(10), -0.5 * y),
            (at + jitter(10), high),
            (0.0, high + jitter(14)),
            (far, high),
        ),
        names[1]: (
            (at, low),
            (0.1 * x, low + jitter(16)),
            (far + 4, low),
            (far + jitter(8), 0.1 * y),
            (far, high),
        ),
        names[2]: ((far - 2, 0.05 * y), (0.7 * x, 0.05 * y + jitter(14)), (0.86 * x, 0.1 * y)),
    }


def _through(x: float, y: float, names: list[str], jitter: Jitter) -> Streets:
    left, right = -0.52 * x + jitter(0.08) * x, 0.5 * x + jitter(0.08) * x
    high = 0.28 * y + jitter(0.12) * y
    return {
        names[0]: (
            (left, -y - 27),
            (left + jitter(10), -0.2 * y),
            (left + 20, high),
            (right - 20, high + jitter(18)),
            (right, -0.2 * y),
            (right, -y - 31),
        ),
        names[1]: ((left + 10, 0.1 * y), (-0.7 * x, 0.15 * y), (-0.86 * x, 0.2 * y + jitter(10))),
    }


PATTERNS: dict[str, Callable[[float, float, list[str], Jitter], Streets]] = {
    "spine": _spine,
    "loop": _loop,
    "through": _through,
}
