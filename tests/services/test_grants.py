"""Roles are given and taken back by administrators; each change ends sessions; one always stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from signage.errors import Forbidden, InvalidInput, NotFound
from signage.services.accounts.grants import change_grant, end_account, end_grant, grant_role, grants_of
from signage.services.accounts.people import add_account, rights_of_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.rights import Grant, Rights, everywhere
from signage.store import Store
from signage.store.account_tables import account, account_event
from tests.places import a_municipality, an_area

HERE = "16070028"


@pytest.fixture
def inventory(store: Store) -> Store:
    """One municipality."""
    a_municipality(store)
    return store


def a_person(store: Store, *grants: Grant, mail: str = "kim@example.org") -> int:
    """An account with roles."""
    return add_account(store, mail=mail, name=mail, grants=grants, by="test")


def rights_of(store: Store, number: int) -> Rights:
    """What an account may now."""
    with store.engine_read() as connection:
        return rights_of_account(connection, number, f"account {number}")


def an_administrator(store: Store, mail: str = "adm@example.org") -> Rights:
    """The rights of a new one."""
    return rights_of(store, a_person(store, Grant("administrator"), mail=mail))


def test_a_role_that_is_given_ends_the_sessions_of_the_account_and_no_others(inventory: Store) -> None:
    by, kim = an_administrator(inventory), a_person(inventory)
    hers, mine = begin_session(inventory, kim), begin_session(inventory, by.account or 0)
    grant_role(inventory, kim, Grant("clerk", HERE), by=by)
    assert session_of(inventory, hers) is None
    assert session_of(inventory, mine) is not None


@pytest.mark.parametrize("how", ["change", "end"])
def test_a_role_that_is_changed_or_ended_counts_at_once(inventory: Store, how: str) -> None:
    by, kim = an_administrator(inventory), a_person(inventory, Grant("clerk", HERE))
    [given], cookie = grants_of(inventory, kim), begin_session(inventory, kim)
    if how == "change":
        change_grant(inventory, given["id"], Grant("reader", HERE), by=by)
    else:
        end_grant(inventory, given["id"], by=by)
    assert not rights_of(inventory, kim).writes("tenant")
    assert session_of(inventory, cookie) is None


def test_every_change_of_a_role_is_kept_with_who_did_it(inventory: Store) -> None:
    by, kim = an_administrator(inventory), a_person(inventory)
    given = grant_role(inventory, kim, Grant("clerk", HERE), by=by)
    given = change_grant(inventory, given, Grant("planner"), by=by)
    end_grant(inventory, given, by=by)
    end_account(inventory, kim, by=by)
    with inventory.engine_read() as connection:
        events = connection.execute(select(account_event).where(account_event.c.account == kim)).all()
    assert [(event.event, event.detail, event.who) for event in events if event.event != "added"] == [
        ("role_granted", "clerk 16070028", by.who),
        ("role_changed", "clerk 16070028 -> planner all", by.who),
        ("role_ended", "planner all", by.who),
        ("account_ended", "", by.who),
    ]


@pytest.mark.parametrize("role", ["reader", "clerk", "planner", "manager"])
def test_only_administrators_give_roles(inventory: Store, role: str) -> None:
    an_administrator(inventory)
    kim = a_person(inventory, Grant(role))
    mine = rights_of(inventory, kim)
    with pytest.raises(Forbidden):
        grant_role(inventory, kim, Grant("administrator"), by=mine)
    with pytest.raises(Forbidden):
        end_account(inventory, kim, by=mine)


def test_who_is_no_administrator_any_more_gives_no_role_with_the_rights_of_before(inventory: Store) -> None:
    first, second = an_administrator(inventory), an_administrator(inventory, "other@example.org")
    end_account(inventory, second.account or 0, by=first)
    with pytest.raises(Forbidden):
        grant_role(inventory, first.account or 0, Grant("reader"), by=second)


@pytest.mark.parametrize("how", ["end", "change", "account"])
def test_the_last_administrator_cannot_leave(inventory: Store, how: str) -> None:
    by = an_administrator(inventory)
    number = by.account or 0
    [given] = grants_of(inventory, number)
    ways: dict[str, Callable[[], object]] = {
        "end": lambda: end_grant(inventory, given["id"], by=by),
        "change": lambda: change_grant(inventory, given["id"], Grant("manager"), by=by),
        "account": lambda: end_account(inventory, number, by=everywhere("machine")),
    }
    with pytest.raises(Forbidden, match="letzte Administration"):
        ways[how]()
    assert rights_of(inventory, number).keeps_accounts


@pytest.mark.parametrize("how", ["end", "change", "account"])
def test_the_last_administrator_who_can_sign_in_waits_for_the_invited_one(inventory: Store, how: str) -> None:
    number = add_account(
        inventory, mail="adm@example.org", name="Adm", grants=[Grant("administrator")], by="t", password="x"
    )
    by, invited = rights_of(inventory, number), an_administrator(inventory, "neu@example.org")
    [given] = grants_of(inventory, number)
    ways: dict[str, Callable[[], object]] = {
        "end": lambda: end_grant(inventory, given["id"], by=by),
        "change": lambda: change_grant(inventory, given["id"], Grant("manager"), by=by),
        "account": lambda: end_account(inventory, number, by=by),
    }
    with pytest.raises(Forbidden, match="Einladung"):
        ways[how]()
    with inventory.write_plain() as connection:
        connection.execute(update(account).where(account.c.id == invited.account).values(oidc_subject="s"))
    ways[how]()
    assert not rights_of(inventory, number).keeps_accounts


@pytest.mark.parametrize("how", ["end", "account", "change"])
def test_of_two_administrators_who_remove_each_other_at_once_one_stays(inventory: Store, how: str) -> None:
    pair = [an_administrator(inventory, f"{name}@example.org") for name in "ab"]
    numbers = [by.account or 0 for by in pair]
    given = [grants_of(inventory, number)[0]["id"] for number in numbers]
    together = Barrier(2)

    def remove(mine: int) -> bool:
        together.wait()
        try:
            if how == "end":
                end_grant(inventory, given[1 - mine], by=pair[mine])
            elif how == "change":
                change_grant(inventory, given[1 - mine], Grant("reader"), by=pair[mine])
            else:
                end_account(inventory, numbers[1 - mine], by=pair[mine])
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        done = list(both.map(remove, [0, 1]))
    assert sorted(done) == [False, True]
    assert rights_of(inventory, numbers[done.index(True)]).keeps_accounts


@pytest.mark.parametrize(
    "grant",
    [
        Grant("emperor"),
        Grant("clerk", "16070999"),
        Grant("clerk", HERE, 999),
        Grant("clerk", HERE, None, frozenset({"colour"})),
        Grant("clerk", HERE, None, frozenset()),
        Grant("reader", HERE, None, frozenset({"name"})),
        Grant("manager", HERE),
        Grant("administrator", None, None, frozenset({"name"})),
    ],
)
def test_what_does_not_exist_or_fit_is_not_granted(inventory: Store, grant: Grant) -> None:
    by, kim = an_administrator(inventory), a_person(inventory)
    with pytest.raises(InvalidInput):
        grant_role(inventory, kim, grant, by=by)
    assert grants_of(inventory, kim) == []


def test_a_role_for_an_area_names_the_municipality_that_leads_it(inventory: Store) -> None:
    by, kim, area = an_administrator(inventory), a_person(inventory), an_area(inventory)
    grant_role(inventory, kim, Grant("clerk", None, area), by=by)
    [given] = grants_of(inventory, kim)
    assert given["grant"] == Grant("clerk", HERE, area)


def test_the_same_role_is_not_given_twice(inventory: Store) -> None:
    by, kim = an_administrator(inventory), a_person(inventory, Grant("clerk", HERE))
    with pytest.raises(InvalidInput):
        grant_role(inventory, kim, Grant("clerk", HERE), by=by)


def test_a_role_ended_once_is_not_there_any_more(inventory: Store) -> None:
    by, kim = an_administrator(inventory), a_person(inventory, Grant("clerk", HERE))
    [given] = grants_of(inventory, kim)
    end_grant(inventory, given["id"], by=by)
    with pytest.raises(NotFound):
        end_grant(inventory, given["id"], by=by)
