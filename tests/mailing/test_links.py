"""A link in a mail opens once, for a while, and is known here as a hash only."""

from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest

from signage.errors import NotFound
from signage.services.mailing.links import end_links, link_of, new_link, use_link
from signage.store import Store
from signage.store.account_tables import mail_link


def a_link(store: Store, lasts: timedelta = timedelta(days=7)) -> str:
    with store.write_plain() as connection:
        return new_link(connection, "invitation", mail="kim@example.org", by="test", lasts=lasts)


def test_a_link_opens_once(store: Store) -> None:
    value = a_link(store)
    with store.write_plain() as connection:
        found = link_of(connection, value, "invitation")
        use_link(connection, found)
        assert found.mail == "kim@example.org"
    with store.write_plain() as connection, pytest.raises(NotFound):
        link_of(connection, value, "invitation")
    with store.write_plain() as connection, pytest.raises(NotFound):
        use_link(connection, found)


def test_a_link_opens_nothing_else_and_not_for_ever(store: Store) -> None:
    value, over = a_link(store), a_link(store, timedelta(0))
    with store.engine_read() as connection:
        for given, purpose in ((value, "password"), (over, "invitation"), ("\udcff", "invitation")):
            with pytest.raises(NotFound):
                link_of(connection, given, purpose)


def test_the_value_of_a_link_is_nowhere_in_the_store(store: Store) -> None:
    value = a_link(store)
    with store.engine_read() as connection:
        row = connection.execute(mail_link.select()).one()
    assert value not in str(row)


def test_a_value_is_192_bits_that_differ_each_time_and_128_of_a_signature(geopackage: Store) -> None:
    with geopackage.write_plain() as connection:
        values = {new_link(connection, "firm", mail="", by="test") for _ in range(50)}
    parts = [(value[:32], value[32:]) for value in values]
    assert {len(urlsafe_b64decode(random)) * 8 for random, _ in parts} == {192}
    assert {len(urlsafe_b64decode(signature + "==")) * 8 for _, signature in parts} == {128}
    assert len({random for random, _ in parts}) == len({signature for _, signature in parts}) == 50


def test_a_newer_link_ends_the_older_ones(store: Store) -> None:
    with store.write_plain() as connection:
        older = new_link(connection, "firm", mail="f@example.org", by="test", tenant=None)
        other = new_link(connection, "other", mail="f@example.org", by="test", tenant=None)
        assert end_links(connection, "firm", tenant=None) == 1
        assert link_of(connection, other, "other").purpose == "other"
        with pytest.raises(NotFound):
            link_of(connection, older, "firm")
