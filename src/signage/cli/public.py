"""Commands for what the public sees and does: publish, verify, silence."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from signage.cli.root import DEFAULT_STORE, StoreOption
from signage.cli.words import progress, table, tell_unsaid
from signage.codes import token as tokens
from signage.errors import InvalidInput, Said, known
from signage.languages import DEFAULT, languages
from signage.settings import Settings

if TYPE_CHECKING:
    from signage.services.publishing.run import Published
    from signage.services.verifying import Verified

PublicUrlOption = Annotated[
    str | None, typer.Option(help="The address that codes and links carry; host and port by default.")
]


def register(root: typer.Typer) -> None:
    """Add the commands of this room."""
    for command in (publish, verify, silence):
        root.command()(command)


def publish(
    folder: Annotated[Path, typer.Argument(help="The folder that is published into; made where it lacks.")],
    store: StoreOption = DEFAULT_STORE,
    public_url: PublicUrlOption = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A further language beside German, such as en; repeatable.")
    ] = None,
    data: Annotated[bool, typer.Option("--data", help="Also the facts as JSON; they change daily.")] = False,
    key: Annotated[
        Path | None,
        typer.Option(help="The private key that signs; made where it lacks. DIR.key.pem by default."),
    ] = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Publish without a signature.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Publish nothing: check hashes and signature of what is there.")
    ] = False,
) -> None:
    """Write the page of every code as files that any web server hands out. Only what changed is written."""
    key = key or folder.with_name(f"{folder.name}.key.pem")
    if check:
        _check(folder, key)
        return
    settings = Settings.from_environment(os.environ, store=store, public_url=public_url)
    done = _publish(folder, settings, _asked(language or []), None if unsigned else _ready(key), data)
    typer.echo(
        f"{done.codes} Codes veröffentlicht in {folder}: {done.rendered} Seiten neu gesetzt, "
        f"{done.written} Dateien geschrieben, {done.kept} übernommen."
        if done.changed
        else f"{folder} ist auf dem neuesten Stand ({done.codes} Codes)."
    )
    tell_unsaid(settings)


def _publish(
    folder: Path, settings: Settings, asked: tuple[str, ...], key: Path | None, data: bool
) -> "Published":
    from signage.domain.validity import today
    from signage.services.publishing.run import publish as publish_
    from signage.store import open_store
    from signage_api.visitor.published import PublishedPages

    opened, day = open_store(settings.store), today()
    try:
        pages = PublishedPages(opened, settings, languages=asked, with_data=data, day=day)
        try:
            with progress("Veröffentlichen") as tell:
                return publish_(
                    opened, folder, pages, day=day, public_url=settings.public_url, key=key,
                    with_data=data, sync=settings.fsync, progress=tell,
                )  # fmt: skip
        finally:
            pages.close()
    finally:
        opened.close()


def _asked(others: list[str]) -> tuple[str, ...]:
    """German first, then the languages asked for."""
    for name in others:
        if name not in languages():
            raise InvalidInput(known(Said("Die Sprache", "language"), name, languages()))
    return tuple(dict.fromkeys((DEFAULT, *others)))


def _ready(key: Path) -> Path:
    """The key; a new one where there is none."""
    from signage.services.publishing.signature import make_key

    if not key.exists():
        make_key(key)
        typer.echo(
            f"Neuer Schlüssel: {key}. Er unterschreibt die Veröffentlichung; verwahren Sie ihn sicher."
        )
    return key


def _check(folder: Path, key: Path) -> None:
    """Say what is wrong with a publication; held against the public half of `key` where that is here."""
    from signage.services.publishing.checking import about, faults_of
    from signage.services.publishing.signature import public_key

    with TemporaryDirectory() as work:
        trusted = Path(work, "public.pem")
        if key.exists():
            trusted.write_bytes(public_key(key))
        faults = faults_of(folder, key=trusted if key.exists() else None)
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    held = about(folder)
    typer.echo(f"Unverändert, Stand {held['as_of']}: {held['codes']} Codes ({', '.join(held['languages'])}).")


def verify(
    store: StoreOption = DEFAULT_STORE,
    public_url: PublicUrlOption = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A further language beside German, such as en; repeatable.")
    ] = None,
    ca: Annotated[
        Path | None, typer.Option(help="Certificates (PEM) to trust beside those of the system.")
    ] = None,
    rdap: Annotated[
        str, typer.Option(help="Ask here when the domain ends: https://rdap.example/domain/example.org")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Tell it as JSON.")] = False,
) -> None:
    """Fetch every code by its public name and compare it with the store. Exit code 1 where they differ."""
    from signage.domain.validity import today
    from signage.services.verifying import every_code
    from signage.services.verifying import verify as verify_
    from signage.store import open_store
    from signage_api.visitor.published import RightAnswers

    settings = Settings.from_environment(os.environ, store=store, public_url=public_url)
    asked, opened = _asked(language or []), open_store(settings.store)
    right = RightAnswers(opened, settings, languages=asked)
    try:
        with progress("Vergleichen") as tell:
            found = verify_(
                every_code(opened), right, settings.public_url, languages=asked, today=today(),
                ca_file=str(ca) if ca else None, rdap=rdap, progress=tell,
            )  # fmt: skip
    finally:
        right.close()
        opened.close()
    _tell(found, as_json)
    if found.faults:
        raise typer.Exit(1)


def _tell(found: "Verified", as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return
    for fault in found.faults:
        where = f"{tokens.display(fault.code)} ({fault.language}) " if fault.code else ""
        typer.echo(f"{where}{fault.said}", err=True)
    told = [f"{found.codes} Codes in {found.answers} Antworten verglichen, {len(found.faults)} Befunde."]
    if found.certificate_days is not None:
        told += [f"Das Zertifikat gilt noch {found.certificate_days} Tage."]
    if found.domain_days is not None:
        told += [f"Die Domain ist noch {found.domain_days} Tage registriert."]
    typer.echo(" ".join(told))


def silence(store: StoreOption = DEFAULT_STORE) -> None:
    """Name the signs whose scans stopped while their neighbours' went on. Exit code 1 when there are any."""
    from signage.domain.validity import today
    from signage.services.silence import silent_signs
    from signage.store import open_store

    opened = open_store(store)
    try:
        found = silent_signs(opened, on=today())
    finally:
        opened.close()
    if not found:
        typer.echo("Kein Schild ist verstummt.")
        return
    rows = [
        (one.number, tokens.display(one.code), one.window_days, one.days_now, one.expected, one.last_scan_on)
        for one in found
    ]
    table(("Schild", "Code", "Zeitraum (Tage)", "Tage mit Scans", "erwartet", "zuletzt"), rows)
    raise typer.Exit(1)
