"""Commands that make things to look at and to print: map, codes."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from signage.cli.outputs import out_file
from signage.cli.root import DEFAULT_STORE, ForceOption, StoreOption
from signage.cli.words import progress, tell
from signage.domain.names import counted
from signage.errors import Said
from signage.settings import Settings, read_public_url


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command("map")(map_)
    root.command()(codes)


def map_(
    out: Annotated[str, typer.Argument(help="The HTML file to write.")],
    store: StoreOption = DEFAULT_STORE,
    area: Annotated[
        str | None, typer.Option(help="Only this area (short key, name or id) and what is near.")
    ] = None,
    public_url: Annotated[
        str,
        typer.Option(
            envvar="SIGNAGE_PUBLIC_URL",
            help="Where the signs' own pages are; without it the file has no links to them.",
        ),
    ] = "",
    base_maps: Annotated[
        Path | None,
        typer.Option(
            "--base-maps",
            help="A TOML file as SIGNAGE_BASEMAPS names it: the file then asks those hosts for pictures. "
            "Without it the file asks nobody for anything.",
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Write one HTML file with the whole map; it works from disk without a network."""
    from signage.inventory import Inventory
    from signage.maps import MapOptions, write_map
    from signage.maps.configured import read_maps

    if not out.endswith((".html", ".htm")):
        out += ".html"
    path = out_file(out, "map", force=force)
    maps = read_maps(base_maps).maps if base_maps else ()
    # A file on disk can read no other file, and has no service behind it.
    hosted = tuple(one for one in maps if one.origin)
    with Inventory.open(store) as inventory:
        frames = inventory.layers(area)
        title = "Gewerbegebiete und Schilder" if area is None else str(inventory.area(area)["name"])
        bounds = inventory.bounds(area)
    home = read_public_url(public_url) if public_url else ""
    options = MapOptions(title=title, bounds=bounds, public_url=home, base_maps=hosted)
    write_map(frames, path, options=options)
    if left_out := [one.name for one in maps if one not in hosted]:
        names = ", ".join(left_out)
        tell(
            Said(
                f"Ohne {names}: Das kann nur der Dienst zeigen, keine Datei von der Platte.",
                f"Without {names}: only the service can show that, no file from disk.",
            ),
            err=True,
        )
    file = f"{out} ({path.stat().st_size // 1024} kB)"
    tell(Said(f"Karte geschrieben: {file}", f"Map written: {file}"))


def codes(
    out: Annotated[str, typer.Argument(help="A .zip of SVG files with a manifest, or a .pdf of labels.")],
    store: StoreOption = DEFAULT_STORE,
    area: Annotated[
        str | None, typer.Option(help="Only the signs of this area (short key, name or id).")
    ] = None,
    public_url: Annotated[
        str, typer.Option(envvar="SIGNAGE_PUBLIC_URL", help="The address that the codes lead to.")
    ] = Settings.public_url,
    level: Annotated[str, typer.Option(help="Error correction: L, M, Q or H.")] = "H",
    sheet: Annotated[str, typer.Option(help="Label sheet for PDF.")] = "A4-24",
    force: ForceOption = False,
) -> None:
    """Write the codes of an area or of the whole store, ready for the printer."""
    from signage.services.codes import write_codes
    from signage.store import open_store

    opened = open_store(store)
    try:
        with progress("Codes") as advance:
            count = write_codes(
                opened,
                out_file(out, "codes", force=force),
                public_url=public_url,
                area=area,
                level=level,
                sheet=sheet,
                progress=advance,
            )
    finally:
        opened.close()
    tell(
        Said(
            f"{counted(count, 'Code', 'Codes')} geschrieben: {out}",
            f"{counted(count, 'code', 'codes')} written: {out}",
        )
    )
    if urlsplit(public_url).hostname in ("127.0.0.1", "localhost", "::1"):
        tell(
            Said(
                f"Achtung: Die Codes führen nach {public_url}, also nur auf diesen Rechner. "
                "Vor dem Druck die öffentliche Adresse mit --public-url oder SIGNAGE_PUBLIC_URL angeben.",
                f"Mind: the codes lead to {public_url}, that is, to this machine only. "
                "Before printing give the public address with --public-url or SIGNAGE_PUBLIC_URL.",
            ),
            err=True,
        )
