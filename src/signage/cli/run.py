"""Commands that start the service: serve, demo."""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from signage.cli.root import StoreOption, make_folder
from signage.cli.words import progress, said, tell, tell_unsaid
from signage.errors import Said
from signage.settings import PREFIX, Settings
from signage.store import open_store, remove_store


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    for command in (serve, demo):
        root.command()(command)


def serve(
    store: StoreOption = Settings.store,
    host: Annotated[str | None, typer.Option(help="Address to listen on; loopback by default.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    public_url: Annotated[
        str | None, typer.Option(help="The address that codes and links carry; host and port by default.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that answer; more than one needs a PostGIS store.")
    ] = 1,
) -> None:
    """Start the service on a store. Further settings come from SIGNAGE_* variables (docs/settings.md)."""
    from signage_api.serving import serve as start

    settings = Settings.from_environment(os.environ, store=store, host=host, port=port, public_url=public_url)
    # To a person only: what a service writes here is its log, lines of JSON.
    person = sys.stderr.isatty()
    start(
        settings,
        workers=workers,
        starting=partial(tell_unsaid, settings) if person else None,
        warn=partial(tell, err=True) if person else None,
    )


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo's store is kept.")] = Path(
        "build/demo"
    ),
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on, loopback by default; 0.0.0.0 lets a phone nearby in."),
    ] = None,
    public_url: Annotated[
        str | None, typer.Option(help="The address in the codes, http://192.168.1.20:8000 for that phone.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw the demo's store away and begin anew.")
    ] = False,
) -> None:
    """Set up the sample inventory of two districts and start the service on it. Ctrl-C stops it."""
    from signage.services.sample import sample_store
    from signage_api.serving import require_free_port
    from signage_api.serving import serve as start

    path = sample_store(folder)
    # Lines of a log would push the addresses off the screen.
    environ = {f"{PREFIX}LOG_LEVEL": "warning"} | os.environ
    settings = Settings.from_environment(
        environ, store=str(path), host=host, port=port, public_url=public_url
    )
    require_free_port(settings.host, settings.port)
    make_folder(folder)
    if fresh:
        remove_store(path)
    if not path.exists():
        with progress(Said("Beispielbestand", "Sample inventory")) as advance:
            _make_demo(path, advance)
    over = Event()
    telling = Thread(target=_tell_when_open, args=(settings, _addresses(settings), over), daemon=True)
    telling.start()
    try:
        start(settings, is_demo=True)
    finally:
        over.set()
        telling.join()


def _make_demo(path: Path, advance: Callable[..., None]) -> None:
    """The sample with work that waits; what is interrupted half way is begun anew by the next start."""
    from signage.services.sample import load_sample
    from signage.services.sample_work import add_work

    load_sample(path, progress=advance)
    try:
        with closing(open_store(path)) as store:
            add_work(store)
    except BaseException:
        remove_store(path)
        raise


def _tell_when_open(settings: Settings, addresses: str, over: Event) -> None:
    """Print the addresses once they can be opened: a browser would only be refused before."""
    there = urlsplit(settings.own_address)
    while not over.wait(0.1):
        with suppress(OSError):
            socket.create_connection((str(there.hostname), settings.port), timeout=5).close()
            typer.echo(addresses)
            return


def _addresses(settings: Settings) -> str:
    from signage.services.sample import demo_token, show_area, show_sign
    from signage.services.sample_staff import demo_staff

    store = open_store(settings.store)
    try:
        sign, area, token = show_sign(store), show_area(store), demo_token(store)
        staff = demo_staff(store)
    finally:
        store.close()
    base = settings.public_url
    lines = (
        (Said("Karte", "Map"), f"{base}/map"),
        (Said("Schilder planen", "Planning signs"), f"{base}/plan/{area}#token={token}"),
        (Said("Arbeitsplatz", "Desk"), f"{base}/desk"),
        *((f"  {said(one.role)}", f"{one.mail:28} {one.password}") for one in staff),
        (Said("Seite eines Schildes", "Page of a sign"), f"{base}/{sign['code']}   ({said(_called(sign))})"),
        ("API", f"{base}/api/docs"),
        (Said("Bestand", "Store"), settings.store),
    )
    told = [f"{said(name):22} {what}" for name, what in lines]
    return "\n".join([*told, said(Said("Strg-C beendet.", "Ctrl-C stops it."))])


def _called(sign: Mapping[str, Any]) -> str:
    """Number, name or street of a sign, as far as it has them."""
    found = ", ".join(filter(None, (sign["number"], sign["name"] or sign["street"])))
    return found or Said(f"Nr. {sign['id']}", f"no. {sign['id']}")
