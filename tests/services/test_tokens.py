"""Tokens: made once, kept as a hash, revoked for good."""

import re

import pytest
from sqlalchemy import select

from signage.errors import Denied, InvalidInput, NotFound
from signage.services.tokens import ALL, check_token, list_tokens, new_token, revoke_token
from signage.store import Store
from signage.store.schema import api_token
from tests.places import a_municipality

HERE = "16070028"


def test_a_token_opens_its_municipality_only(store: Store) -> None:
    a_municipality(store)
    rights = check_token(store, new_token(store, municipality=HERE, label="Bauamt"))
    assert rights.cover(HERE)
    assert not rights.cover("16067029")
    assert not rights.cover(None)
    assert rights.who == "Bauamt (Token 1)"


def test_a_token_for_all_opens_all(store: Store) -> None:
    rights = check_token(store, new_token(store, municipality=ALL, label="Leitstelle"))
    assert rights.everywhere
    assert rights.cover(None)


def test_the_store_knows_the_hash_only(geopackage: Store) -> None:
    token = new_token(geopackage, municipality=ALL, label="A")
    with geopackage.engine_read() as connection:
        row = connection.execute(select(api_token)).one()
    assert token not in str(row)
    assert re.fullmatch("[0-9a-f]{64}", row.hash)


def test_no_two_tokens_are_alike(geopackage: Store) -> None:
    made = {new_token(geopackage, municipality=ALL, label="A") for _ in range(20)}
    assert len(made) == 20
    assert min(map(len, made)) > 43


@pytest.mark.parametrize("bearer", ["", "signage_", "x" * 10_000, "\x00", "\ud800", "' OR 1=1"])
def test_what_is_no_token_opens_nothing(geopackage: Store, bearer: str) -> None:
    new_token(geopackage, municipality=ALL, label="A")
    with pytest.raises(Denied):
        check_token(geopackage, bearer)


def test_a_revoked_token_opens_nothing_and_stays_listed(store: Store) -> None:
    token = new_token(store, municipality=ALL, label="A")
    revoke_token(store, 1)
    with pytest.raises(Denied):
        check_token(store, token)
    [listed] = list_tokens(store)
    assert listed["revoked_at"] > listed["created_at"]
    assert "hash" not in listed


def test_a_token_is_revoked_once(geopackage: Store) -> None:
    new_token(geopackage, municipality=ALL, label="A")
    revoke_token(geopackage, 1)
    for number in (1, 2):
        with pytest.raises(NotFound):
            revoke_token(geopackage, number)


@pytest.mark.parametrize("municipality", ["16067029", "Gotha", "", "ALL", "16070028x"])
def test_a_token_is_for_a_municipality_that_there_is(geopackage: Store, municipality: str) -> None:
    a_municipality(geopackage)
    with pytest.raises(InvalidInput, match="AGS"):
        new_token(geopackage, municipality=municipality, label="A")


@pytest.mark.parametrize("label", ["", "  ", "x" * 101, "a\x00b", "a\u202eb"])
def test_a_token_needs_a_name_that_can_be_read(geopackage: Store, label: str) -> None:
    with pytest.raises(InvalidInput, match="Bezeichnung"):
        new_token(geopackage, municipality=ALL, label=label)
