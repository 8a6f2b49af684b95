"""Commands for paper and pictures: a sign's data sheet, maps that are true to scale, a sign's picture."""

from pathlib import Path
from typing import Annotated

import typer

from signage.cli.outputs import out_file
from signage.cli.root import DEFAULT_STORE, StoreOption, WhoOption, somebody
from signage.cli.words import tell
from signage.errors import InvalidInput, Said
from signage.replacing import replaced
from signage.settings import Settings

FiguresOption = Annotated[
    str, typer.Option(envvar="SIGNAGE_FIGURES", help="A TOML file with corrected figures of the rules.")
]
OperatorOption = Annotated[str, typer.Option(envvar="SIGNAGE_OPERATOR", help="Whose document it is.")]


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    root.command()(sheet)
    root.command("print-map")(print_map)
    root.command()(picture)


def sheet(
    sign: Annotated[str, typer.Argument(help="The sign's number (EK-012), code (7K3M-9QX4) or id.")],
    out: Annotated[str, typer.Argument(help="The PDF to write.")],
    store: StoreOption = DEFAULT_STORE,
    photo: Annotated[Path | None, typer.Option(help="A photo of the sign: JPEG, PNG or WebP.")] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Without notes, and without the reasons of exceptions.")
    ] = False,
    public_url: Annotated[
        str, typer.Option(envvar="SIGNAGE_PUBLIC_URL", help="The address that the code leads to.")
    ] = Settings.public_url,
    figures: FiguresOption = "",
    operator: OperatorOption = Settings.operator,
) -> None:
    """Write the data sheet of one sign: position, road, measures, findings with sources, a map 1:500."""
    from signage.services.sign_sheets import find_sign, sign_sheet
    from signage.store import open_store

    path, opened = _pdf(out), open_store(store, figures=figures)
    try:
        made = sign_sheet(
            opened,
            find_sign(opened, sign),
            public_url=public_url,
            told=not public,
            operator=operator,
            photo=photo,
        )
    finally:
        opened.close()
    _write(path, made, Said("Datenblatt", "Data sheet"))


def print_map(
    out: Annotated[str, typer.Argument(help="The PDF to write.")],
    store: StoreOption = DEFAULT_STORE,
    area: Annotated[str | None, typer.Option(help="The area to show (short key, name or id).")] = None,
    bbox: Annotated[
        str | None, typer.Option(help="Instead of an area: west,south,east,north in degrees.")
    ] = None,
    scale: Annotated[int, typer.Option(help="1000 for 1:1000; from 250 to 10000.")] = 1000,
    paper: Annotated[str, typer.Option(help="A4, A3, A2, A1 or A0.")] = "A3",
    landscape: Annotated[
        bool | None,
        typer.Option(
            "--landscape/--portrait", help="How the paper lies; as fewer sheets need it by default."
        ),
    ] = None,
    figures: FiguresOption = "",
    operator: OperatorOption = Settings.operator,
) -> None:
    """Write a map that is true to scale; what does not fit comes on several sheets with an overview."""
    from signage.services.printing import print_map as print_
    from signage.store import open_store

    path, opened = _pdf(out), open_store(store, figures=figures)
    lie = {None: None, True: "landscape", False: "portrait"}[landscape]
    try:
        made = print_(
            opened,
            area=area,
            box=_metres(bbox) if bbox is not None else None,
            scale=scale,
            paper=paper.upper(),
            orientation=lie,
            operator=operator,
        )
    finally:
        opened.close()
    _write(path, made, Said("Karte", "Map"))


def picture(
    sign: Annotated[str, typer.Argument(help="The sign's number (EK-012), code (7K3M-9QX4) or id.")],
    photo: Annotated[Path, typer.Argument(help="A photo of the sign: JPEG, PNG or WebP.")],
    store: StoreOption = DEFAULT_STORE,
    who: WhoOption = "",
) -> None:
    """Show visitors a small copy of this photo, to compare it with the sign in front of them."""
    from signage.services.pictures import set_picture
    from signage.services.sign_sheets import find_sign
    from signage.store import open_store

    opened = open_store(store)
    try:
        size = set_picture(opened, find_sign(opened, sign), photo, who=who or somebody())
    finally:
        opened.close()
    told = f"{sign}, {size / 1000:.0f} kB"
    tell(Said(f"Bild gesetzt: {told}", f"Picture set: {told}"))


def _pdf(out: str) -> Path:
    if not out.lower().endswith(".pdf"):
        raise InvalidInput(
            Said(
                f"Geschrieben wird PDF: Der Name muss auf .pdf enden, nicht {out!r}.",
                f"A PDF is written: the name must end in .pdf, not {out!r}.",
            )
        )
    return out_file(out)


def _metres(text: str) -> tuple[float, float, float, float]:
    from signage.services.degrees import box_in_metres

    try:
        west, south, east, north = (float(part) for part in text.split(","))
        found = box_in_metres((west, south, east, north))
    except ValueError:
        found = None
    if found is None or found[0] > found[2] or found[1] > found[3]:
        raise InvalidInput(
            Said(
                "--bbox erwartet West,Süd,Ost,Nord in Grad, etwa 10.90,50.85,10.98,50.88.",
                "--bbox expects west,south,east,north in degrees, such as 10.90,50.85,10.98,50.88.",
            )
        )
    return found


def _write(path: Path, made: bytes, what: Said) -> None:
    with replaced(path) as new:
        new.write_bytes(made)
    file = f"{path} ({len(made) // 1024} kB)"
    tell(Said(f"{what} geschrieben: {file}", f"{what.english} written: {file}"))
