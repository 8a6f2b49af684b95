"""Commands for base maps: make one's own, and look at those of others."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from signage.cli.outputs import out_file
from signage.cli.root import ForceOption
from signage.cli.words import progress, table, tell
from signage.domain.names import counted
from signage.errors import InvalidInput, NotFound, Said, known


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command()(basemap)
    root.command("basemap-check")(basemap_check)


def basemap(
    out: Annotated[str, typer.Argument(help="The .pmtiles file to write.")],
    sources: Annotated[
        list[Path], typer.Argument(help="Files of OpenStreetMap (.osm.pbf, .osm) and GeoPackages.")
    ],
    attribution: Annotated[
        str, typer.Option(help="Whose data a GeoPackage holds; OpenStreetMap is named without it.")
    ] = "",
    layer: Annotated[
        list[str] | None,
        typer.Option(
            help="PART=NAME: which layer of a GeoPackage holds land, water, buildings, roads or places, "
            "where its name does not say so; repeatable."
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Write a base map of your own, for SIGNAGE_BASEMAP_URL or SIGNAGE_BASEMAPS (docs/basemaps.md)."""
    from signage.services.basemap import make_base_map

    if not out.lower().endswith(".pmtiles"):
        out += ".pmtiles"
    path = out_file(out, "tiles", force=force, reads=sources)
    with progress(Said("Grundkarte", "Base map")) as advance:
        made = make_base_map(
            sources, path, attribution=attribution, layers=_parts(layer or []), progress=advance
        )
    if made.left_out:
        names = ", ".join(made.left_out)
        tell(
            Said(f"Nicht gezeichnet: {names} (--layer ordnet zu)", f"Not drawn: {names} (--layer assigns)"),
            err=True,
        )
    total, size = sum(made.counts.values()), path.stat().st_size // 1024
    tell(
        Said(
            f"Grundkarte geschrieben: {out} ({size} kB, {counted(total, 'Objekt', 'Objekte')})",
            f"Base map written: {out} ({size} kB, {counted(total, 'object', 'objects')})",
        )
    )
    tell(Said(f"Quellenvermerk: {made.attribution}", f"Attribution: {made.attribution}"))


def basemap_check(
    source: Annotated[
        str,
        typer.Argument(
            help="The TOML file of SIGNAGE_BASEMAPS, or a WMS or WMTS by its address or saved "
            "GetCapabilities."
        ),
    ],
    layer: Annotated[
        str | None, typer.Option(help="Print what this layer of a WMS or WMTS needs in the TOML file.")
    ] = None,
) -> None:
    """Ask whether configured base maps answer, or list the layers of a WMS or WMTS. Asks the hosts named."""
    if source.lower().endswith(".toml"):
        _check_configured(Path(source))
    else:
        _list_offered(source, layer)


def _check_configured(path: Path) -> None:
    from signage.maps.configured import read_maps
    from signage.services.basemap_check import fault_of

    asked = [(one, fault_of(one)) for one in read_maps(path).maps]
    rows = [
        (one.name, one.key, one.attribution, fault or Said("antwortet", "answers")) for one, fault in asked
    ]
    table(
        (Said("Karte", "map"), "key", Said("Quellenvermerk", "attribution"), Said("Ergebnis", "result")), rows
    )
    if any(fault for _, fault in asked):
        raise typer.Exit(1)


def _list_offered(source: str, layer: str | None) -> None:
    from signage.services.basemap_check import offered_layers

    offered = {one["name"]: one for one in offered_layers(source)}
    if layer is None:
        rows = [
            (
                one["name"],
                one["title"],
                "" if "entry" in one else _only_in(one),
            )
            for one in offered.values()
        ]
        table((Said("Ebene", "layer"), Said("Titel", "title"), ""), rows)
        return
    if layer not in offered:
        raise NotFound(known(Said("Die Ebene", "layer"), layer, tuple(offered)))
    if "entry" not in offered[layer]:
        raise InvalidInput(
            Said(
                f"Die Ebene {layer} gibt es dort {_only_in(offered[layer])}; das lässt sich nicht zeigen.",
                f"The layer {layer} is offered {_only_in(offered[layer]).english}; it cannot be shown.",
            )
        )
    typer.echo(offered[layer]["entry"])


def _only_in(offered: Mapping[str, str]) -> Said:
    """In which systems a layer comes, where none of them is known or none says how its tiles lie."""
    systems = offered["systems"].split(", ")
    told = ", ".join(systems[:6]) + (" …" if len(systems) > 6 else "")
    if not told:
        return Said("ohne Bezugssystem", "without a coordinate system")
    return Said(f"nur in {told}", f"only in {told}")


def _parts(given: list[str]) -> dict[str, str]:
    """Name of a layer -> part of the map."""
    parts = {}
    for text in given:
        part, equals, name = text.partition("=")
        if not equals or not name:
            raise InvalidInput(
                Said(
                    f"--layer erwartet TEIL=NAME, etwa roads=strassen, nicht {text!r}.",
                    f"--layer expects PART=NAME, such as roads=strassen, not {text!r}.",
                )
            )
        parts[name.strip()] = part.strip()
    return parts
