"""Commands for base maps: make one's own."""

from pathlib import Path
from typing import Annotated

import typer

from signage.cli.outputs import out_file
from signage.cli.root import ForceOption
from signage.cli.words import progress
from signage.domain.names import counted
from signage.errors import InvalidInput, Said


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command()(basemap)


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
    with progress("Grundkarte") as tell:
        made = make_base_map(
            sources, path, attribution=attribution, layers=_parts(layer or []), progress=tell
        )
    if made.left_out:
        typer.echo(f"Nicht gezeichnet: {', '.join(made.left_out)} (--layer ordnet zu)", err=True)
    total = counted(sum(made.counts.values()), "Objekt", "Objekte")
    typer.echo(f"Grundkarte geschrieben: {out} ({path.stat().st_size // 1024} kB, {total})")
    typer.echo(f"Quellenvermerk: {made.attribution}")


def _parts(given: list[str]) -> dict[str, str]:
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
        parts[part.strip()] = name.strip()
    return parts
