"""Labels of invented signs."""

import random
from collections.abc import Iterator

from signage.artwork.label import Label
from signage.codes import token

PUBLIC_URL = "https://qr.thueringer-bogen.de"


def a_label(
    *, number: str = "EK-012", area_name: str = "Erfurter Kreuz", place: str = "Einfahrt B 7", seed: int = 1
) -> Label:
    new = token.mint(random.Random(seed))
    return Label(new, token.address(PUBLIC_URL, new), number, area_name, place)


def labels(count: int) -> Iterator[Label]:
    return (a_label(number=f"EK-{number:03}", seed=number) for number in range(count))
