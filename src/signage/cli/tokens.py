"""Commands for the tokens with which programs write through the API."""

from datetime import datetime
from typing import Annotated

import typer

from signage.cli.root import DEFAULT_STORE, StoreOption
from signage.cli.words import table, tell
from signage.domain.roles import ROLES
from signage.errors import Said
from signage.store import open_store

group = typer.Typer(help="Tokens for writing through the API.", no_args_is_help=True)


def register(root: typer.Typer) -> None:
    """Add the group `token`."""
    root.add_typer(group, name="token")


@group.command()
def new(
    municipality: Annotated[
        str, typer.Option(help="AGS of the municipality whose rows it may change, or all.")
    ],
    store: StoreOption = DEFAULT_STORE,
    label: Annotated[str, typer.Option(help="What the token is for.")] = "",
    role: Annotated[
        str | None, typer.Option(help=f"What it may there: {', '.join(ROLES)}; everything without a role.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="Only in this area: its key on the signs, or its id.")
    ] = None,
    fields: Annotated[
        str | None, typer.Option(help="Only these fields, separated by commas: phone,mail.")
    ] = None,
) -> None:
    """Make a token. It is shown once and stored only as a hash."""
    from signage.services.tokens import new_token

    named = None if fields is None else [name.strip() for name in fields.split(",") if name.strip()]
    opened = open_store(store)
    try:
        said = label or municipality
        typer.echo(
            new_token(opened, municipality=municipality, label=said, role=role, area=area, fields=named)
        )
    finally:
        opened.close()


@group.command("list")
def list_(store: StoreOption = DEFAULT_STORE) -> None:
    """List the tokens: number, municipality, label, role, made, revoked."""
    from signage.services.tokens import list_tokens

    opened = open_store(store)
    try:
        rows = list_tokens(opened)
    finally:
        opened.close()
    names = ("id", "municipality", "label", "role", "created_at", "revoked_at")
    cells = [[_minute(row[name]) for name in names] for row in rows]
    headings = (
        Said("Nr.", "no."),
        Said("Gemeinde", "municipality"),
        Said("Zweck", "label"),
        Said("Rolle", "role"),
        Said("erzeugt (UTC)", "made (UTC)"),
        Said("widerrufen (UTC)", "revoked (UTC)"),
    )
    table(headings, cells)


def _minute(value: object) -> object:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value


@group.command()
def revoke(
    number: Annotated[int, typer.Argument(help="Number of the token, as `signage token list` shows it.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make a token worthless."""
    from signage.services.tokens import revoke_token

    opened = open_store(store)
    try:
        revoke_token(opened, number)
    finally:
        opened.close()
    tell(Said(f"Token {number} gilt nicht mehr.", f"Token {number} is no longer valid."))
