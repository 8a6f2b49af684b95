"""The municipality that a parked row is about: those who answer for it may see and mend it."""

from collections.abc import Iterator

import numpy as np
import shapely

from signage.services.importing.batch import Batch
from signage.services.importing.places import Areas
from signage.services.municipalities import Municipalities


def towns_of_parked(batch: Batch, towns: Municipalities, areas: Areas) -> dict[int, str]:
    """Keys of municipalities, by the position of the parked row. A row whose words and position name
    several, or none, has none: it is shown to nobody's neighbour.
    """
    found = {at: set(_named(batch, at, towns, areas)) for at in batch.parked}
    return {at: keys.pop() for at, keys in found.items() if len(keys) == 1}


def _named(batch: Batch, at: int, towns: Municipalities, areas: Areas) -> Iterator[str]:
    word = batch.get(at, "ags" if batch.layer.name == "municipality" else "municipality")
    if isinstance(word, str) and (key := towns.find(word)) is not None:
        yield key
    area = batch.get(at, "area")
    ids = areas.find(area) if isinstance(area, str) else [area]
    keys = {areas.rows[one]["municipality"] for one in ids if one in areas.rows}
    yield from (key for key in keys if key is not None)
    shape = batch.geometry[at] if batch.layer.geometry == "POINT" else None
    if shape is not None:
        place = int(towns.at(np.array([[shapely.get_x(shape), shapely.get_y(shape)]]))[0])
        yield from [] if place < 0 else [towns.keys[place]]
