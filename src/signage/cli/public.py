"""Commands for what the public sees and does: publish, verify, silence."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from signage.cli.root import DEFAULT_STORE, StoreOption
from signage.cli.words import progress, said, table, tell, tell_unsaid
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

_SILENT = (
    Said("Schild", "sign"),
    Said("Code", "code"),
    Said("Zeitraum (Tage)", "window (days)"),
    Said("kaum Scans seit", "hardly a scan since"),
    Said("Tage mit Scans erwartet", "days with scans expected"),
)


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
    plans: Annotated[bool, typer.Option("--plans/--no-plans", help="The plan of each area as PDF.")] = True,
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
    folder = _named(folder)
    key = key or folder.with_name(f"{folder.name}.key.pem")
    if check:
        _check(folder, key)
        return
    settings = Settings.from_environment(os.environ, store=store, public_url=public_url)
    asked = _asked(language or [])
    done = _publish(folder, settings, asked, None if unsigned else key, data=data, plans=plans)
    tell(
        Said(
            f"{done.codes} Codes veröffentlicht in {folder}: {done.rendered} Seiten neu gesetzt, "
            f"{done.written} Dateien geschrieben, {done.kept} übernommen.",
            f"{done.codes} codes published in {folder}: {done.rendered} pages rendered, "
            f"{done.written} files written, {done.kept} kept.",
        )
        if done.changed
        else Said(
            f"{folder} ist auf dem neuesten Stand ({done.codes} Codes).",
            f"{folder} is up to date ({done.codes} codes).",
        )
    )
    tell_unsaid(settings)


def _named(folder: Path) -> Path:
    """A folder with a name of its own, beside which its key can lie: `.` and `..` are called by theirs."""
    try:
        whole = folder if folder.name not in ("", "..") else folder.resolve()
        whole.is_dir()  # what no file system takes is told here
        if whole.name:
            return whole
    except (OSError, RuntimeError, ValueError):
        pass
    raise InvalidInput(
        Said(
            f"{str(folder)!r} kann kein Ordner einer Veröffentlichung sein.",
            f"{str(folder)!r} cannot be the folder of a publication.",
        )
    )


def _publish(
    folder: Path, settings: Settings, asked: tuple[str, ...], key: Path | None, *, data: bool, plans: bool
) -> "Published":
    from signage.domain.validity import today
    from signage.services.publishing.run import publish as publish_
    from signage.services.publishing.run import require_ours
    from signage.store import open_store
    from signage_api.visitor.published import PublishedPages

    opened, day = open_store(settings.store), today()
    try:
        require_ours(folder)
        pages = PublishedPages(opened, settings, languages=asked, with_data=data, with_plans=plans, day=day)
        try:
            ready = _ready(key) if key else None  # not before all else is known to be right
            with progress(Said("Veröffentlichen", "Publishing")) as tell:
                return publish_(
                    opened, folder, pages, day=day, public_url=settings.public_url, key=ready,
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
        tell(
            Said(
                f"Neuer Schlüssel: {key}. Er unterschreibt die Veröffentlichung; verwahren Sie ihn sicher.",
                f"New key: {key}. It signs the publication; keep it safe.",
            )
        )
    return key


def _check(folder: Path, key: Path) -> None:
    """Say what is wrong with a publication; held against the public half of `key` where that is here."""
    from signage.services.publishing.checking import about, faults_of, is_signed
    from signage.services.publishing.signature import public_key

    with TemporaryDirectory() as work:
        trusted = Path(work, "public.pem")
        if key.exists():
            trusted.write_bytes(public_key(key))
        faults = faults_of(folder, key=trusted if key.exists() else None)
    for fault in faults:
        tell(fault, err=True)
    if faults:
        raise typer.Exit(1)
    held, signed = about(folder), is_signed(folder)
    day, codes, spoken = held["as_of"], held["codes"], ", ".join(held["languages"])
    tell(
        Said(
            f"Unverändert{'' if signed else ', ohne Unterschrift'}, Stand {day}: {codes} Codes ({spoken}).",
            f"Unchanged{'' if signed else ', unsigned'}, as of {day}: {codes} codes ({spoken}).",
        )
    )


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
        with progress(Said("Vergleichen", "Comparing")) as tell:
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
        typer.echo(f"{where}{said(fault.said)}", err=True)
    told = [
        Said(
            f"{found.codes} Codes in {found.answers} Antworten verglichen, dazu {found.files} Dateien, "
            f"{len(found.faults)} Befunde.",
            f"{found.codes} codes in {found.answers} answers compared, and {found.files} files, "
            f"{len(found.faults)} findings.",
        )
    ]
    if (days := found.certificate_days) is not None:
        told.append(
            Said(
                f"Das Zertifikat gilt noch {days} Tage.", f"The certificate is good for another {days} days."
            )
        )
    if (days := found.domain_days) is not None:
        told.append(
            Said(
                f"Die Domain ist noch {days} Tage registriert.",
                f"The domain is registered for another {days} days.",
            )
        )
    typer.echo(" ".join(said(sentence) for sentence in told))


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
        tell(Said("Kein Schild ist verstummt.", "No sign has fallen silent."))
        return
    rows = [(one.number, tokens.display(one.code), one.window_days, one.since, one.expected) for one in found]
    table(_SILENT, rows)
    raise typer.Exit(1)
