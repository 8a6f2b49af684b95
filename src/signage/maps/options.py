"""What a caller may say about a map page: typed and frozen, and plain enough to cross a process boundary."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from signage.errors import InvalidInput, Said, known
from signage.maps.basemaps import BaseMap
from signage.maps.texts import LANGUAGES

LAYERS = ("municipalities", "backdrops", "roads", "areas", "tenants", "signs")


@dataclass(frozen=True, kw_only=True)
class MapOptions:
    """A map page. Positions in degrees, longitude first: `bounds` is (west, south, east, north).

    `api` is the address of the data (`/api/v1`); empty means that the data are embedded in the page. `layers`
    are those switched on at first; `limit` is how many rows of one layer the page asks for at once.
    `public_url` is where the signs' own pages are, for a page with embedded data; empty: no links. Of the
    `base_maps` the first that is no overlay is shown at first.
    """

    title: str = ""
    language: str = "de"
    centre: tuple[float, float] | None = None
    zoom: int | None = None
    bounds: tuple[float, float, float, float] | None = None
    base_maps: tuple[BaseMap, ...] = ()
    layers: tuple[str, ...] = LAYERS
    api: str = ""
    limit: int = 2000
    public_url: str = ""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise InvalidInput(known(Said("Die Sprache", "language"), self.language, LANGUAGES))
        for layer in self.layers:
            if layer not in LAYERS:
                raise InvalidInput(known(Said("Die Kartenebene", "map layer"), layer, LAYERS))

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as `from_dict` takes them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Options from plain values (JSON's lists are taken for tuples)."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
        }
        values["base_maps"] = tuple(
            one if isinstance(one, BaseMap) else BaseMap.from_dict(one) for one in values.get("base_maps", ())
        )
        return cls(**values)
