"""The language of an account: of its pages and of the mails to it."""

from sqlalchemy import update

from signage.errors import InvalidInput, Said, known
from signage.languages.desk import LANGUAGES
from signage.services.accounts.events import record
from signage.services.accounts.sessions import SignedIn
from signage.store import Store
from signage.store.account_tables import account


def set_language(store: Store, me: SignedIn, language: str) -> None:
    """Keep the language that somebody chose. InvalidInput for one that the desk does not have."""
    if language not in LANGUAGES:
        raise InvalidInput(known(Said("Die Sprache", "language"), language, list(LANGUAGES)))
    with store.write_plain() as connection:
        kept = update(account).where(account.c.id == me.account)
        connection.execute(kept.values(language=language, version=account.c.version + 1))
        record(connection, "language_set", account=me.account, who=me.name, detail=language)
