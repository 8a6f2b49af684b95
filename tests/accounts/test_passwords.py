"""How a password is kept: argon2id, with the parameters that docs/accounts.md names."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from sqlalchemy import Connection

from signage.services.accounts import passwords
from signage.services.accounts.events import Wanted, events
from signage.services.accounts.passwords import hash_password, is_password
from signage.services.accounts.people import account_of
from signage.services.accounts.signing_in import Device, try_password
from signage.store import Store
from tests.accounts.conftest import PASSWORD, AddPerson
from tests.parts.quick_passwords import careful_passwords

DOCS = Path(__file__).parents[2] / "docs" / "accounts.md"


@pytest.fixture(autouse=True)
def product_cost() -> Iterator[None]:
    """What is said here of hashes is said of those that the product makes."""
    with careful_passwords():
        yield


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
    ours, theirs = extract_parameters(hash_password(PASSWORD)), extract_parameters(passwords._NONE)
    cost = ("type", "version", "memory_cost", "time_cost", "parallelism")
    assert [getattr(ours, name) for name in cost] == [getattr(theirs, name) for name in cost]
    assert not is_password(None, PASSWORD)


@pytest.mark.parametrize("failures", [1, 2, 5])
def test_where_there_is_no_account_as_much_is_written(
    store: Store, add_person: AddPerson, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    add_person(mail="kim@example.org", password=PASSWORD)
    add_person(mail="robin@example.org", password=PASSWORD)
    try_password(store, "robin@example.org", PASSWORD, Device("198.51.100.0/24"))  # makes keys, once for all
    written: list[str] = []
    write = store.write_plain

    def counted() -> AbstractContextManager[Connection]:
        written.append("once")
        return write()

    monkeypatch.setattr(store, "write_plain", counted)
    of_each = []
    for mail in ("kim@example.org", "nobody@example.org"):
        for number in range(failures):
            if number == failures - 1:
                written.clear()
            try_password(store, mail, "falsch", Device(f"192.0.{len(mail)}.0/24"))
        of_each.append(len(written))
    assert of_each[0] == of_each[1] > 0
    assert [one.name for one in events(store, wanted=Wanted(kind="sign_in_failed"))] == ["Kim Muster"] * (
        2 if failures == 5 else 1
    )


def test_the_same_password_twice_is_two_hashes() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
