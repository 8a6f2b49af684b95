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
from dataclasses import replace
from pathlib import Path
from typing import Any

from signage.errors import InvalidInput, NotFound, Said, known
from signage.maps.basemaps import PRESETS, BaseMap, base_map, check_address, check_tiles
from signage.settings import Settings

SOURCES = ("preset", "tiles", "wms")
_TABLES = ("base", "overlay")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys((*SOURCES, "name", "english", "key", "layers", "styles", "version", "format"), str),
    "attribution": str,
    "opacity": (int, float),
    "photo": bool,
    "max_zoom": int,
}
_OF_WMS = ("layers", "styles", "version", "format")
_FORMATS = ("image/png", "image/jpeg", "image/png8", "image/webp", "image/gif")
_MOST_BYTES = 1 << 20
_NO_NAME = Said("name fehlt: Wie heißt die Karte?", "name is missing: what is the map called?")
_NO_OWNER = Said("attribution fehlt: Wessen Karte ist es?", "attribution is missing: whose map is it?")


def configured_maps(settings: Settings) -> tuple[BaseMap, ...]:
    """What the settings name, in the order it is offered in: base maps, then overlays; the first base map is
    shown at first.

    Raises InvalidInput with every fault of the file, NotFound where there is none.
    """
    single = base_map(settings.basemap_url, settings.basemap_attribution)
    listed = read_maps(Path(settings.basemaps)) if settings.basemaps else ()
    if single is None:
        return listed
    taken = {one.key for one in listed}
    return (replace(single, key="base-0" if single.key in taken else single.key), *listed)


def read_maps(path: Path) -> tuple[BaseMap, ...]:
    """The maps of a TOML file, base maps first."""
    faults: dict[str, str] = {}
    maps: dict[str, BaseMap] = {}
    for number, (table, entry) in enumerate(_entries(path), 1):
        try:
            made = _made(entry, overlay=table == "overlay")
            if made.key in maps:
                raise InvalidInput(
                    Said(
                        f"key {made.key!r} gibt es zweimal; bitte eigene key angeben.",
                        f"key {made.key!r} is there twice; please give keys of their own.",
                    )
                )
            maps[made.key] = made
        except InvalidInput as error:
            faults[f"[[{table}]] {entry.get('name') or number}"] = error.message
    if faults:
        wrong = Said(f"Die Grundkarten in {path} stimmen so nicht:", f"The base maps in {path} are wrong:")
        raise InvalidInput(wrong, faults)
    return tuple(maps.values())


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
    except ValueError as error:  # what is no TOML, and what is no UTF-8
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


def _made(entry: Mapping[str, Any], *, overlay: bool) -> BaseMap:
    _check_kinds(entry)
    made = _FROM[_source(entry)](entry)
    name, attribution = entry.get("name", made.name), entry.get("attribution", made.attribution)
    if not name:
        raise InvalidInput(_NO_NAME)
    if not attribution:
        raise InvalidInput(_NO_OWNER)
    return replace(
        made,
        name=name,
        english=entry.get("english") or ("" if "name" in entry else made.english) or name,
        key=_key(entry.get("key", name)),
        attribution=attribution,
        overlay=overlay,
        opacity=_share(entry.get("opacity", 0.7 if overlay else 1)),
        photo=entry.get("photo", False),
        max_zoom=entry.get("max_zoom", made.max_zoom),
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
    lost = [name for name in _OF_WMS if name in entry and given[0] != "wms"]
    if lost:
        raise InvalidInput(Said(f"{lost[0]} gilt nur für wms", f"{lost[0]} is for wms only"))
    return given[0]


def _from_preset(entry: Mapping[str, Any]) -> BaseMap:
    if entry["preset"] not in PRESETS:
        raise InvalidInput(known(Said("Die Vorlage", "preset"), entry["preset"], tuple(PRESETS)))
    return PRESETS[entry["preset"]]


def _from_tiles(entry: Mapping[str, Any]) -> BaseMap:
    check_tiles(entry["tiles"])
    return BaseMap(url=entry["tiles"], attribution="", name="")


def _from_wms(entry: Mapping[str, Any]) -> BaseMap:
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
        image_format=image_format,
        max_zoom=22,
    )


_FROM = {"preset": _from_preset, "tiles": _from_tiles, "wms": _from_wms}


def _share(value: float) -> float:
    if not 0 < value <= 1:
        raise InvalidInput(
            Said(
                f"opacity liegt über 0 und bis 1, nicht {value}",
                f"opacity is above 0, at most 1, not {value}",
            )
        )
    return float(value)


def _key(text: str) -> str:
    """What an address can carry of a name."""
    folded = text.lower().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    return re.sub(r"[^a-z0-9.]+", "-", folded).strip("-") or "karte"
