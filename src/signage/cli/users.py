"""Commands for the accounts of staff: who may sign in at the desk, and what they may do there."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import typer

from signage.cli.root import DEFAULT_STORE, StoreOption, somebody
from signage.cli.words import said, table, tell
from signage.errors import NotFound, Said
from signage.services.rights import Grant, Rights, everywhere
from signage.settings import Settings
from signage.store import Store, open_store

group = typer.Typer(help="Accounts of staff: who may sign in at the desk.", no_args_is_help=True)
Mail = Annotated[str, typer.Argument(help="The person's mail address.")]
NameOption = Annotated[str, typer.Option("--name", help="The person's name.")]
RoleOption = Annotated[str, typer.Option(help="reader, clerk, planner, manager or administrator.")]
PlaceOption = Annotated[str, typer.Option(help="AGS of the municipality it is for, or all.")]
AreaOption = Annotated[int | None, typer.Option(help="Number of the one commercial area it is for.")]
FieldOption = Annotated[
    list[str] | None, typer.Option("--field", help="A field that may be changed; repeat it for several.")
]


def register(root: typer.Typer) -> None:
    """Add the group `user`."""
    root.add_typer(group, name="user")


@group.command()
def add(
    mail: Mail,
    name: NameOption,
    role: RoleOption = "administrator",
    municipality: PlaceOption = "all",
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make an account and choose its password here, such as the first administrator's."""
    from signage.services.accounts.choosing import check_password
    from signage.services.accounts.invitations import read_name
    from signage.services.accounts.people import add_account
    from signage.services.mailing.letters import read_address

    address, called = read_address(mail), read_name(name)
    with _opened(store) as (opened, by):
        granted = _checked(opened, _grant(role, municipality, None, None))
        asked, again = said(Said("Passwort", "Password")), said(Said("noch einmal", "once more"))
        password = typer.prompt(asked, hide_input=True, confirmation_prompt=again, err=True)
        chosen = check_password(password, own=(called, address))
        add_account(opened, mail=address, name=called, grants=[granted], by=by.who, password=chosen)
    tell(
        Said(
            f"{called} kann sich mit {address} unter /login anmelden.",
            f"{called} can sign in with {address} at /login.",
        )
    )


@group.command()
def invite(
    mail: Mail,
    name: NameOption,
    role: RoleOption,
    municipality: PlaceOption = "all",
    area: AreaOption = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make an account and mail its person a link; without SIGNAGE_SMTP_URL the link is printed."""
    from signage.services.accounts import invitations, writing
    from signage.services.mailing import post

    settings = Settings.from_environment(os.environ, store=store)
    with _opened(store) as (opened, by):
        found = _perhaps(opened, mail)
        invited = (
            invitations.invite_again(opened, found, by=by)
            if found is not None
            else invitations.invite(
                opened, mail=mail, name=name, grants=[_grant(role, municipality, area, None)], by=by
            )
        )
        letter = writing.invitation_letter(invited, settings.public_url, by=by.who)
        is_sent = post(settings, letter)
    if is_sent:
        told = f"The invitation is on its way to {invited.mail}."
        tell(Said(f"Die Einladung ist an {invited.mail} unterwegs.", told))
        return
    tell(
        Said(
            "Ohne SIGNAGE_SMTP_URL geht keine Mail hinaus. Diesen Link weitergeben; er gilt sieben Tage:",
            "Without SIGNAGE_SMTP_URL no mail goes out. Hand over this link; it is valid for seven days:",
        ),
        err=True,
    )
    typer.echo(writing.invitation_address(invited, settings.public_url))


@group.command("list")
def list_(
    store: StoreOption = DEFAULT_STORE,
    ended: Annotated[bool, typer.Option("--ended", help="Accounts that are over, too.")] = False,
) -> None:
    """List the accounts: number, name, address, state, rights."""
    from signage.services.accounts.listing import people

    states = {
        "invited": Said("eingeladen", "invited"),
        "setting_up": Said("ohne zweiten Schritt", "without a second step"),
        "active": Said("aktiv", "active"),
        "ended": Said("beendet", "ended"),
    }
    with _opened(store) as (opened, _by):
        found = people(opened, ended=ended)
    rows = [(one.number, one.name, one.mail, states[one.state], _rights(one.grants)) for one in found]
    state, rights = Said("Zustand", "state"), Said("Rechte", "rights")
    table((Said("Nr.", "no."), Said("Name", "name"), Said("Adresse", "address"), state, rights), rows)


@group.command()
def grant(
    mail: Mail,
    role: RoleOption,
    municipality: PlaceOption = "all",
    area: AreaOption = None,
    field: FieldOption = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Give an account one more right; the person signs in anew."""
    from signage.services.accounts.grants import grant_role

    with _opened(store) as (opened, by):
        grant_role(opened, _number(opened, mail), _grant(role, municipality, area, field), by=by)
    tell(Said(f"{mail} hat das Recht jetzt.", f"{mail} has the right now."))


@group.command()
def revoke(
    mail: Mail,
    role: RoleOption,
    municipality: PlaceOption = "all",
    area: AreaOption = None,
    field: FieldOption = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Take one right back, described as it was given; the person signs in anew."""
    from signage.services.accounts.grants import end_grant, grants_of

    with _opened(store) as (opened, by):
        wanted = _grant(role, municipality, area, field)
        rights = [(int(row["id"]), row["grant"]) for row in grants_of(opened, _number(opened, mail))]
        found = [number for number, given in rights if _is_meant(given, wanted)]
        if not found:
            had = _rights(rights) or "–"
            raise NotFound(
                Said(
                    f"Dieses Recht hat {mail} nicht, sondern: {had}.",
                    f"{mail} does not have this right, but: {had}.",
                )
            )
        end_grant(opened, found[0], by=by)
    tell(Said(f"{mail} hat das Recht nicht mehr.", f"{mail} no longer has the right."))


@group.command()
def end(mail: Mail, store: StoreOption = DEFAULT_STORE) -> None:
    """End an account for good, with its rights and wherever it is signed in."""
    from signage.services.accounts.grants import end_account

    with _opened(store) as (opened, by):
        end_account(opened, _number(opened, mail), by=by)
    tell(Said(f"Das Konto {mail} ist beendet.", f"The account {mail} is over."))


@group.command()
def reset(mail: Mail, store: StoreOption = DEFAULT_STORE) -> None:
    """Take away a second step that was lost; it is set up anew at the next sign-in."""
    from signage.services.accounts.resetting import reset_factors

    with _opened(store) as (opened, by):
        reset_factors(opened, _number(opened, mail), by=by)
    tell(Said(f"{mail} richtet den zweiten Schritt neu ein.", f"{mail} sets up the second step anew."))


@contextmanager
def _opened(store: str) -> Iterator[tuple[Store, Rights]]:
    opened = open_store(store)
    try:
        yield opened, everywhere(somebody())
    finally:
        opened.close()


def _grant(role: str, municipality: str, area: int | None, fields: list[str] | None) -> Grant:
    place = None if municipality == "all" else municipality
    return Grant(role, place, area, frozenset(fields) if fields else None)


def _is_meant(given: Grant, wanted: Grant) -> bool:
    """Whether they are the same right; an area says which municipality it is in."""
    if wanted.area is not None and wanted.municipality is None:
        wanted = replace(wanted, municipality=given.municipality)
    return given == wanted


def _checked(store: Store, given: Grant) -> Grant:
    from signage.services.accounts.stored_grants import check_grant

    with store.engine_read() as connection:
        return check_grant(connection, given)


def _perhaps(store: Store, mail: str) -> int | None:
    from signage.services.accounts.people import account_of

    found = account_of(store, mail)
    return int(found["id"]) if found else None


def _number(store: Store, mail: str) -> int:
    found = _perhaps(store, mail)
    if found is None:
        raise NotFound(Said(f"Zu {mail} gibt es kein Konto.", f"There is no account for {mail}."))
    return found


def _rights(grants: Sequence[tuple[int, Grant]]) -> str:
    return ", ".join(_told(given) for _, given in grants)


def _told(given: Grant) -> str:
    place = given.municipality or "all"
    where = f" {given.area}" if given.area is not None else ""
    which = f" ({', '.join(sorted(given.fields))})" if given.fields else ""
    return f"{given.role} {place}{where}{which}"
