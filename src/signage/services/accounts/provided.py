"""Accounts by the authority's provider: there and back again, and which account is meant.

An account is found by the provider's subject; at first by an address that the provider vouches for, if the
account was invited and nobody has used it yet. None is ever made, and roles stay ours.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select, update

from signage.errors import Forbidden, InvalidInput, Said
from signage.services.accounts.challenges import brought_back, new_challenge, take_challenge
from signage.services.accounts.events import record
from signage.services.accounts.factors import hold_account
from signage.services.accounts.people import folded_mail
from signage.services.accounts.provider import Identity, NotBelieved, Provider
from signage.services.accounts.sessions import SignedIn
from signage.services.mailing.links import end_links
from signage.store import Store
from signage.store.account_tables import account, passkey

BACK: Final = "/login/provider/back"
_PURPOSE: Final = "provider"
_TOO_LATE: Final = Said(
    "Diese Anmeldung hat zu lange gedauert, wurde schon verwendet oder gehört zu einem anderen Fenster. "
    "Bitte noch einmal anmelden.",
    "This sign-in took too long, was used already, or belongs to another window. Please sign in once more.",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back, where to go on, and whose account is to be linked (None: somebody signs in)."""

    identity: Identity
    then: str
    account: int | None


def leave(
    store: Store, provider: Provider, *, public_url: str, bound_to: str, then: str, number: int | None = None
) -> str:
    """The provider's address to send the browser to; `number` is the account to link. Raises ProviderDown."""
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    kept = {"nonce": nonce, "verifier": verifier, "then": then, "account": number}
    state = new_challenge(store, purpose=_PURPOSE, bound_to=bound_to, kept=kept)
    return provider.address_to_sign_in(
        redirect_uri=public_url + BACK, state=state, nonce=nonce, verifier=verifier
    )


def come_back(
    store: Store, provider: Provider, given: Mapping[str, str], *, public_url: str, bound_to: str
) -> Arrival:
    """Who stands behind the fields of the address that the provider led back to.

    Raises NotBelieved for what is wrong, old, used or another browser's, and ProviderDown.
    """
    brought = brought_back(store, given.get("state", ""), purpose=_PURPOSE, bound_to=bound_to)
    if brought is None:
        raise NotBelieved(_TOO_LATE)
    provider.require_issuer(given.get("iss"))
    if "error" in given or not given.get("code"):
        raise NotBelieved(
            Said(
                f"Die Anmeldung bei {provider.name} wurde abgebrochen.",
                f"The sign-in at {provider.name} was not completed.",
            )
        )
    kept = brought.kept
    identity = provider.identity(
        code=given["code"], redirect_uri=public_url + BACK, nonce=kept["nonce"], verifier=kept["verifier"]
    )
    if not take_challenge(store, brought, purpose=_PURPOSE):
        raise NotBelieved(_TOO_LATE)
    return Arrival(identity, str(kept["then"]), kept["account"])


def account_for(store: Store, identity: Identity) -> int:
    """The open account of who came back. Raises Forbidden when there is none."""
    with store.write_plain() as connection:
        known = select(account.c.id, account.c.ended_at).where(account.c.oidc_subject == identity.subject)
        found = connection.execute(known).first()
        if found is not None and found.ended_at is None:
            return int(found.id)
        number = _invited(connection, identity.mail) if found is None and identity.mail else None
        if number is not None:
            _keep(connection, number, identity, who=identity.mail)
            end_links(connection, "invitation", account=number)
            return number
        record(connection, "oidc_refused", account=None, who=identity.mail)
    raise Forbidden(
        Said(
            "Zu dieser Anmeldung gibt es hier kein Konto. Wer schon ein Konto hat, meldet sich mit Passwort "
            "an und verbindet es unter „Mein Konto“; alle anderen brauchen eine Einladung.",
            "This sign-in has no account here. If you have one, sign in with your password and link it under "
            "“My account”; otherwise ask for an invitation.",
        )
    )


def link(store: Store, me: SignedIn, identity: Identity) -> None:
    """Let the provider's sign-in open the own account. Raises InvalidInput when it opens another one."""
    with store.write_plain() as connection:
        taken = select(account.c.id).where(account.c.oidc_subject == identity.subject)
        if connection.execute(taken.where(account.c.id != me.account)).first():
            raise InvalidInput(
                Said(
                    "Diese Anmeldung gehört schon zu einem anderen Konto.",
                    "This sign-in belongs to another account already.",
                )
            )
        _keep(connection, me.account, identity, who=me.name)


def unlink(store: Store, me: SignedIn) -> None:
    """Part the own account from the provider. Raises InvalidInput where nothing else would open it."""
    with store.write_plain() as connection:
        hold_account(connection, me.account)
        if not _has_own_way(connection, me.account):
            raise InvalidInput(
                Said(
                    "Ohne diese Anmeldung kämen Sie nicht mehr hinein. Fügen Sie zuerst einen Passkey hinzu.",
                    "Without this sign-in you could no longer get in. Add a passkey first.",
                )
            )
        mine = (account.c.id == me.account) & account.c.oidc_subject.is_not(None)
        if connection.execute(update(account).where(mine).values(oidc_subject=None)).rowcount:
            record(connection, "oidc_unlinked", account=me.account, who=me.name)


def _invited(connection: Connection, mail: str) -> int | None:
    """The open account of an address that nothing opens yet."""
    query = select(account.c.id).where(
        account.c.mail == folded_mail(mail), account.c.ended_at.is_(None), account.c.oidc_subject.is_(None)
    )
    number = connection.execute(query).scalar()
    return None if number is None or _has_own_way(connection, number) else int(number)


def _has_own_way(connection: Connection, number: int) -> bool:
    has_password = select(account.c.password).where(account.c.id == number)
    keys = (passkey.c.account == number) & passkey.c.ended_at.is_(None)
    count = connection.execute(select(func.count()).select_from(passkey).where(keys)).scalar_one()
    return count > 0 or connection.execute(has_password).scalar() is not None


def _keep(connection: Connection, number: int, identity: Identity, *, who: str) -> None:
    connection.execute(update(account).where(account.c.id == number).values(oidc_subject=identity.subject))
    record(connection, "oidc_linked", account=number, who=who)
