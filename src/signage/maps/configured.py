"""The base maps and overlays that an operator configured: one by two settings, several by a TOML file.

`docs/basemaps.md` describes the file:

```toml
[[base]]
name = "Luftbild"
english = "Orthophoto"
wms = "https://www.geodaten.example/wms_dop"
layers = "dop20"
attribution = "© Land Muster"
photo = true

[[overlay]]
name = "Flurstücke"
wms = "https://www.geodaten.example/wms_alkis"
layers = "flurstuecke,gebaeude"
attribution = "© Land Muster"
opacity = 0.6
```
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from signage.domain.names import spelled_out
from signage.errors import InvalidInput, NotFound, Said, known
from signage.maps.basemaps import PRESETS, WEB_MERCATOR, BaseMap, base_map, check_address, check_tiles
from signage.maps.grids import checked_levels
from signage.maps.placing import bounds_of, placed
from signage.maps.pmtiles import read_archive
from signage.settings import Settings

SOURCES = ("preset", "tiles", "wms", "pmtiles")
ARCHIVES = "/static/basemaps"
_TABLES = ("base", "overlay")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(
        (*SOURCES, "name", "english", "key", "layers", "styles", "version", "format", "crs"), str
    ),
    "attribution": str,
    "opacity": (int, float),
    "photo": bool,
    "max_zoom": int,
    "bounds": list,
    "grid": list,
}
_OF_WMS = ("layers", "styles", "version", "format")
_ONLY_FOR = {
    **dict.fromkeys(_OF_WMS, ("wms",)),
    "grid": ("tiles",),
    "crs": ("wms", "tiles"),
    "bounds": ("wms", "tiles"),
}
_FORMATS = ("image/png", "image/jpeg", "image/png8", "image/webp", "image/gif")
_MOST_BYTES = 1 << 20
_LAST_ZOOM = 24
_CLOSEST = 22  # how close the map goes, for what has pictures at every scale
_NO_NAME = Said("name fehlt: Wie heißt die Karte?", "name is missing: what is the map called?")
_NO_OWNER = Said("attribution fehlt: Wessen Karte ist es?", "attribution is missing: whose map is it?")


@dataclass(frozen=True)
class ConfiguredMaps:
    """Maps in the order they are offered in: base maps, then overlays; the first base map is shown at first.

    `archives` are the PMTiles files behind addresses of our own.
    """

    maps: tuple[BaseMap, ...] = ()
    archives: Mapping[str, Path] = field(default_factory=dict)


def configured_maps(settings: Settings) -> ConfiguredMaps:
    """What the settings name; InvalidInput with every fault of the file, NotFound where there is none."""
    listed = read_maps(Path(settings.basemaps)) if settings.basemaps else ConfiguredMaps()
    taken = {one.key for one in listed.maps}
    key = "base-0" if "base" in taken else "base"
    named = settings.basemap_url
    if named.endswith(".pmtiles"):
        entry = {"pmtiles": named, "key": key, "name": "Straßenkarte", "english": "Street map"}
        owner = {"attribution": settings.basemap_attribution} if settings.basemap_attribution else {}
        made = _made({**entry, **owner}, Path(), overlay=False)
        archives = {**listed.archives, made.url: Path(named).absolute()}
        return ConfiguredMaps((made, *listed.maps), archives)
    single = base_map(named, settings.basemap_attribution)
    return replace(listed, maps=(replace(single, key=key), *listed.maps)) if single else listed


def read_maps(path: Path) -> ConfiguredMaps:
    """The maps of a TOML file, base maps first; files that it names are meant from its own folder."""
    faults: dict[str, str] = {}
    maps: dict[str, BaseMap] = {}
    archives: dict[str, Path] = {}
    told: dict[str, str] = {}
    for number, (table, entry) in enumerate(_entries(path), 1):
        name = f"[[{table}]] {entry.get('name') or number}"
        try:
            made = _made(entry, path.parent, overlay=table == "overlay")
            if made.key in maps:
                raise InvalidInput(
                    Said(
                        f"key {made.key!r} gibt es zweimal; bitte eigene key angeben.",
                        f"key {made.key!r} is there twice; please give keys of their own.",
                    )
                )
        except (InvalidInput, NotFound) as error:
            faults[name] = error.message
            continue
        maps[made.key], told[made.key] = made, name
        if made.vector:
            archives[made.url] = (path.parent / entry["pmtiles"]).absolute()
    try:
        maps = placed(maps)
    except InvalidInput as error:
        faults |= {told[key]: problem for key, problem in error.problems.items()}
    if faults:
        wrong = Said(f"Die Grundkarten in {path} stimmen so nicht:", f"The base maps in {path} are wrong:")
        raise InvalidInput(wrong, faults)
    return ConfiguredMaps(tuple(maps.values()), archives)


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each table of the file with its kind, base maps first."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES)
        document = tomllib.loads(text.decode("utf-8-sig"))
    except OSError as error:
        raise NotFound(
            Said(
                f"Die Datei der Grundkarten {path} lässt sich nicht lesen ({error.strerror}).",
                f"The file of base maps {path} cannot be read ({error.strerror}).",
            )
        ) from error
    except (ValueError, RecursionError) as error:  # what is no TOML, no UTF-8, or nested without end
        raise InvalidInput(
            Said(f"{path} ist kein lesbares TOML ({error}).", f"{path} is no readable TOML ({error}).")
        ) from error
    for name, tables in document.items():
        if name not in _TABLES:
            raise InvalidInput(known(Said("Die Tabelle", "table"), name, [f"[[{one}]]" for one in _TABLES]))
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            raise InvalidInput(Said(f"[{name}] muss [[{name}]] heißen.", f"[{name}] must read [[{name}]]."))
    for name in _TABLES:
        for entry in document.get(name, []):
            yield name, entry


def _made(entry: Mapping[str, Any], folder: Path, *, overlay: bool) -> BaseMap:
    _check_kinds(entry)
    made = _FROM[_source(entry)](entry, folder)
    name, attribution = entry.get("name", made.name), entry.get("attribution", made.attribution)
    if made.attribution not in attribution:  # an archive's own is a condition of its licence
        attribution = f"{made.attribution} · {attribution}"
    if not name:
        raise InvalidInput(_NO_NAME)
    if not attribution:
        raise InvalidInput(_NO_OWNER)
    key = _key(entry.get("key", name))
    return replace(
        made,
        url=f"{ARCHIVES}/{key}.pmtiles" if made.vector else made.url,
        name=name,
        english=entry.get("english") or ("" if "name" in entry else made.english) or name,
        key=key,
        attribution=attribution,
        overlay=overlay,
        opacity=_share(entry.get("opacity", 0.7 if overlay else 1)),
        photo=entry.get("photo", False),
        max_zoom=_zoom(entry.get("max_zoom", made.max_zoom)),
        bounds=bounds_of(entry["bounds"]) if "bounds" in entry else made.bounds,
    )


def _check_kinds(entry: Mapping[str, Any]) -> None:
    for name, value in entry.items():
        if name not in _KINDS:
            raise InvalidInput(known(Said("Die Angabe", "entry"), name, tuple(_KINDS)))
        kind = _KINDS[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise InvalidInput(
                Said(f"{name} hat einen falschen Wert: {value!r}", f"{name} has a wrong value: {value!r}")
            )


def _source(entry: Mapping[str, Any]) -> str:
    given = [name for name in SOURCES if name in entry]
    if len(given) != 1:
        one_of = ", ".join(SOURCES)
        raise InvalidInput(
            Said(f"genau eine Quelle gehört hierher: {one_of}", f"exactly one source belongs here: {one_of}")
        )
    for name, sources in _ONLY_FOR.items():
        if name in entry and given[0] not in sources:
            told = Said(" und ".join(sources), " and ".join(sources))
            raise InvalidInput(Said(f"{name} gilt nur für {told}", f"{name} is for {told.english} only"))
    return given[0]


def _from_preset(entry: Mapping[str, Any], _folder: Path) -> BaseMap:
    if entry["preset"] not in PRESETS:
        raise InvalidInput(known(Said("Die Vorlage", "preset"), entry["preset"], tuple(PRESETS)))
    return PRESETS[entry["preset"]]


def _from_tiles(entry: Mapping[str, Any], _folder: Path) -> BaseMap:
    check_tiles(entry["tiles"])
    made = BaseMap(url=entry["tiles"], attribution="", name="", crs=entry.get("crs", WEB_MERCATOR))
    if "grid" in entry:
        return replace(made, grid=checked_levels(entry["grid"]), max_zoom=_CLOSEST)
    if made.crs != WEB_MERCATOR:
        raise InvalidInput(
            Said(
                f"grid fehlt: Wie sind die Kacheln in {made.crs} geschnitten? `signage basemap-check` "
                "schreibt es auf.",
                f"grid is missing: how are the tiles in {made.crs} cut? `signage basemap-check` writes it.",
            )
        )
    return made


def _from_wms(entry: Mapping[str, Any], _folder: Path) -> BaseMap:
    """A WMS by its address, with or without a question mark and parameters of its own (map=...)."""
    check_address(entry["wms"])
    layers = entry.get("layers", "")
    if not layers:
        raise InvalidInput(
            Said(
                "layers fehlt: Welche Ebenen des WMS? `signage basemap-check` zählt sie auf.",
                "layers is missing: which layers of the WMS? `signage basemap-check` lists them.",
            )
        )
    image_format = entry.get("format", "image/png")
    if image_format not in _FORMATS:
        raise InvalidInput(known(Said("Das Bildformat", "picture format"), image_format, _FORMATS))
    return BaseMap(
        url=entry["wms"],
        attribution="",
        name="",
        wms_layers=layers,
        wms_styles=entry.get("styles", ""),
        wms_version=entry.get("version", "1.3.0"),
        crs=entry.get("crs", WEB_MERCATOR),
        image_format=image_format,
        max_zoom=_CLOSEST,
    )


def _from_archive(entry: Mapping[str, Any], folder: Path) -> BaseMap:
    if re.match(r"\w+://", entry["pmtiles"]):
        raise InvalidInput(
            Said(
                "pmtiles ist eine Datei auf diesem Rechner, keine Adresse",
                "pmtiles is a file on this machine, no address",
            )
        )
    found = read_archive(folder / entry["pmtiles"])
    return BaseMap(
        url="",
        attribution=found.attribution,
        name="",
        vector=True,
        bounds=found.bounds,
        max_zoom=found.max_zoom,
    )


_FROM = {"preset": _from_preset, "tiles": _from_tiles, "wms": _from_wms, "pmtiles": _from_archive}


def _share(value: float) -> float:
    if not 0 < value <= 1:
        raise InvalidInput(
            Said(
                f"opacity liegt über 0 und bis 1, nicht {value}",
                f"opacity is above 0, at most 1, not {value}",
            )
        )
    return float(value)


def _zoom(value: int) -> int:
    if not 0 <= value <= _LAST_ZOOM:
        raise InvalidInput(
            Said(
                f"max_zoom liegt zwischen 0 und {_LAST_ZOOM}, nicht bei {value}",
                f"max_zoom is between 0 and {_LAST_ZOOM}, not {value}",
            )
        )
    return value


def _key(text: str) -> str:
    """What an address can carry of a name."""
    return re.sub(r"[^a-z0-9.]+", "-", spelled_out(text)).strip("-") or "karte"
