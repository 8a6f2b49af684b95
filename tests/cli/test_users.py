"""Accounts by command: the first administrator, invitations by mail or link, rights, and the end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from signage.cli import main
from signage.services.accounts.invitations import open_invitation
from signage.services.accounts.listing import Person, people
from signage.services.accounts.passwords import is_password
from signage.services.accounts.people import account_of
from signage.services.rights import Grant
from signage.store import open_store
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.parts.stores import new_geopackage
from tests.places import a_municipality, an_area

HERE = "16070028"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one municipality, which commands work on."""
    made = tmp_path / "a.gpkg"
    store = new_geopackage(made)
    a_municipality(store)
    store.close()
    monkeypatch.setenv("SIGNAGE_STORE", str(made))
    return made


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with running_mailbox() as box:
        monkeypatch.setenv("SIGNAGE_SMTP_URL", box.url)
        yield box


def user(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["user", *words])
    return int(ended.value.code or 0)


def everybody(path: Path) -> list[Person]:
    store = open_store(path)
    try:
        return people(store, ended=True)
    finally:
        store.close()


def types(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("signage.cli.users.typer.prompt", lambda *_, **__: password)


def test_the_first_administrator_is_made_at_the_machine(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    types(monkeypatch, "sieben bunte Tafeln")
    assert user("add", "Kim@Example.org", "--name", "Kim  Muster") == 0
    assert "kann sich mit Kim@Example.org unter /login anmelden" in capsys.readouterr().out
    [person] = everybody(path)
    assert (person.name, person.mail, person.state) == ("Kim Muster", "kim@example.org", "setting_up")
    assert [given for _, given in person.grants] == [Grant("administrator")]
    store = open_store(path)
    row = account_of(store, "kim@example.org")
    store.close()
    assert row
    assert is_password(row["password"], "sieben bunte Tafeln")


def test_a_password_that_will_not_do_makes_no_account(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    types(monkeypatch, "kurz")
    assert user("add", "kim@example.org", "--name", "Kim") == 1
    assert "zu kurz" in capsys.readouterr().err
    assert everybody(path) == []


def test_an_invitation_goes_out_by_mail(path: Path, mailbox: Mailbox) -> None:
    words = ("kim@example.org", "--name", "Kim", "--role", "clerk", "--municipality", HERE)
    assert user("invite", *words) == 0
    found = re.search(r"http\S+/invite/(\S+)", mailbox.text())
    assert found
    store = open_store(path)
    assert open_invitation(store, found[1]).mail == "kim@example.org"
    store.close()
    assert [given for _, given in everybody(path)[0].grants] == [Grant("clerk", HERE)]


def test_without_a_mail_server_the_link_is_printed_and_a_second_one_ends_the_first(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    links = []
    for _ in range(2):
        assert user("invite", "kim@example.org", "--name", "Kim", "--role", "reader") == 0
        links.append(capsys.readouterr().out.strip().rpartition("/")[2])
    store = open_store(path)
    assert open_invitation(store, links[1]).name == "Kim"
    with pytest.raises(Exception, match="schon benutzt"):
        open_invitation(store, links[0])
    store.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("invite", "kim", "--name", "Kim", "--role", "clerk"), "keine E-Mail-Adresse"),
        (("invite", "a@b.example", "--name", " ", "--role", "clerk"), "braucht einen Namen"),
        (("invite", "a@b.example", "--name", "Kim", "--role", "king"), "bekannt: reader, clerk"),
        (
            ("invite", "a@b.example", "--name", "K", "--role", "clerk", "--municipality", "1"),
            "gibt es im Bestand",
        ),
        (("end", "nobody@b.example"), "gibt es kein Konto"),
        (("grant", "nobody@b.example", "--role", "clerk"), "gibt es kein Konto"),
        (("reset", "nobody@b.example"), "gibt es kein Konto"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert user(*words) == 1
    assert said in capsys.readouterr().err
    assert everybody(path) == []


def test_rights_are_added_and_accounts_end_but_for_the_last_administrator(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    types(monkeypatch, "sieben bunte Tafeln")
    user("add", "kim@example.org", "--name", "Kim")
    user("invite", "uwe@example.org", "--name", "Uwe", "--role", "clerk", "--municipality", HERE)
    assert (
        user("grant", "uwe@example.org", "--role", "planner", "--municipality", HERE, "--field", "number")
        == 0
    )
    assert user("end", "kim@example.org") == 1
    assert "letzte Administration" in capsys.readouterr().err
    assert user("end", "uwe@example.org") == 0
    user("list", "--ended")
    shown = capsys.readouterr().out
    assert re.search(r"Kim +kim@example.org +ohne zweiten Schritt +administrator all", shown)
    assert re.search(r"Uwe +uwe@example.org +beendet", shown)


def test_one_right_is_taken_back_and_the_others_stay(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_store(path)
    area = an_area(store)
    store.close()
    uwe = ("uwe@example.org",)
    one_area = ("--role", "planner", "--area", str(area))
    user("invite", *uwe, "--name", "Uwe", "--role", "clerk", "--municipality", HERE)
    user("grant", *uwe, *one_area)
    assert user("revoke", *uwe, "--role", "clerk") == 1
    assert f"sondern: clerk {HERE}, planner {HERE} {area}." in capsys.readouterr().err
    assert len(everybody(path)[0].grants) == 2
    assert user("revoke", *uwe, *one_area) == 0
    assert [given for _, given in everybody(path)[0].grants] == [Grant("clerk", HERE)]
    assert user("revoke", *uwe, "--role", "clerk", "--municipality", HERE) == 0
    assert everybody(path)[0].grants == ()


def test_the_role_of_the_last_administrator_is_not_taken_back(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    types(monkeypatch, "sieben bunte Tafeln")
    user("add", "kim@example.org", "--name", "Kim")
    assert user("revoke", "kim@example.org", "--role", "administrator") == 1
    assert "letzte Administration" in capsys.readouterr().err
    assert [given for _, given in everybody(path)[0].grants] == [Grant("administrator")]


def test_a_lost_second_step_is_taken_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, "sieben bunte Tafeln")
    user("add", "kim@example.org", "--name", "Kim")
    assert user("reset", "kim@example.org") == 0
    assert everybody(path)[0].state == "setting_up"
