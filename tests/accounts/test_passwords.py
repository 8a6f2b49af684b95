"""How a password is kept: argon2id, with the parameters that docs/accounts.md names."""

import re
from pathlib import Path

from argon2 import extract_parameters
from argon2.low_level import Type

from signage.services.accounts.passwords import _NONE, hash_password, is_password
from signage.services.accounts.people import account_of
from signage.store import Store
from tests.accounts.conftest import PASSWORD, AddPerson

DOCS = Path(__file__).parents[2] / "docs" / "accounts.md"


def test_a_stored_password_is_an_argon2id_hash_as_documented(store: Store, add_person: AddPerson) -> None:
    add_person(mail="kim@example.org", password=PASSWORD)
    row = account_of(store, "kim@example.org")
    assert row is not None
    found = extract_parameters(row["password"])
    said = re.search(r"(\d+) MiB, (\d+) rounds, (\d+) lanes", DOCS.read_text(encoding="utf-8"))
    assert said, "docs/accounts.md names the parameters"
    assert found.type == Type.ID
    assert (found.memory_cost // 1024, found.time_cost, found.parallelism) == tuple(map(int, said.groups()))
    assert (found.salt_len, found.hash_len) >= (16, 32)
    assert PASSWORD not in row["password"]


def test_where_there_is_no_account_as_much_is_computed() -> None:
    ours, theirs = extract_parameters(hash_password(PASSWORD)), extract_parameters(_NONE)
    cost = ("type", "version", "memory_cost", "time_cost", "parallelism")
    assert [getattr(ours, name) for name in cost] == [getattr(theirs, name) for name in cost]
    assert not is_password(None, PASSWORD)


def test_the_same_password_twice_is_two_hashes() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
