"""Reminders of runs that failed, overlap or were killed: nothing goes out twice, nobody is forgotten."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import update

from signage.services.accounts.people import add_account
from signage.services.confirming import reminders
from signage.services.confirming.reminders import Reminder, remind
from signage.services.rights import Grant
from signage.settings import Settings
from signage.store import Store
from signage.store.desk_tables import reminder
from tests.parts.mailbox import Mailbox
from tests.parts.reminding import (
    CONFIRMED,
    DUE,
    HERE,
    THERE,
    a_due_area,
    a_manager,
    office,
    rows,
    run,
)
from tests.places import a_municipality, a_tenant, an_area, outline


@pytest.fixture
def area(store: Store) -> int:
    return a_due_area(store)


def test_what_the_mail_server_refused_is_told_and_tried_by_the_next_run(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    mailbox.refuses = True
    [failed] = remind(store, settings, on=DUE)
    assert failed.outcome == "failed"
    assert "nicht angenommen" in failed.problem
    assert [row.outcome for row in rows(store)] == ["failed"]
    mailbox.refuses = False
    assert run(store, settings, 1) == [("due", "sent")]
    assert len(mailbox.taken) == 1


def test_two_runs_at_once_send_one_mail(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: remind(store, settings, on=DUE), range(4)))
    assert len(mailbox.taken) == 1
    assert sum(one.outcome == "sent" for done in found for one in done) == 1


def test_two_runs_at_once_tell_the_managers_once_of_all(
    store: Store, area: int, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_manager(store)
    for number in range(6):
        ags = f"1606703{number}"
        a_municipality(store, ags=ags, name=f"Ort {number}", geometry=outline(60e3 + number * 2e3, 0, 2e3))
        a_tenant(store, an_area(store, municipality=ags), municipality=ags, confirmed_on=CONFIRMED)
    run(store, settings, 14)
    planned, planning = Barrier(2), reminders.plan

    def plan_together(*asked: Any) -> list[Reminder]:
        found = planning(*asked)
        planned.wait(60)
        return found

    monkeypatch.setattr(reminders, "plan", plan_together)
    before = len(mailbox.taken)
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: remind(store, settings, on=DUE + timedelta(days=30)), range(2)))
    assert sorted(len(done) for done in both) == [0, 7]
    [mail] = mailbox.taken[before:]
    assert mail["Subject"] == "7 Gemeinden haben ihre Firmenlisten nicht bestätigt"


def test_a_run_that_meets_another_at_work_says_so_and_fails_nothing(
    store: Store, area: int, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking, begun, met = mailbox.handle_DATA, Event(), Event()

    async def take_slowly(*asked: Any) -> str:
        begun.set()
        await asyncio.to_thread(met.wait, 60)
        return await taking(*asked)

    monkeypatch.setattr(mailbox, "handle_DATA", take_slowly)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(remind, store, settings, on=DUE)
        try:
            assert begun.wait(60)
            assert [one.outcome for one in remind(store, settings, on=DUE)] == ["under_way"]
            assert [row.outcome for row in rows(store)] == ["sending"]
        finally:
            met.set()
        assert [one.outcome for one in first.result()] == ["sent"]
    assert remind(store, settings, on=DUE) == []
    assert len(mailbox.taken) == 1


def test_a_run_that_has_nothing_to_send_waits_for_nobody_who_writes(
    store: Store, area: int, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store, settings, 0)
    with store.write_plain() as connection:
        connection.execute(update(reminder).values(outcome="unclear"))

    def write(**_: Any) -> None:
        raise AssertionError("nothing to write")

    monkeypatch.setattr(store, "write_plain", write)
    assert [one.outcome for one in remind(store, settings, on=DUE + timedelta(days=1))] == ["noted"]


def test_a_run_that_was_killed_while_it_sent_sends_nothing_twice(
    geopackage: Store, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = geopackage
    a_municipality(store)
    office(store, HERE, "gewerbe@example.org")
    a_tenant(store, an_area(store), confirmed_on=date(2020, 1, 1))
    environment = os.environ | {"SIGNAGE_SMTP_URL": mailbox.url, "SIGNAGE_MAIL_FROM": "region@example.org"}
    program = [sys.executable, "-c", "from signage.cli import main; main()"]
    command = [*program, "remind", "--store", str(tmp_path / "inventory.gpkg")]
    running: list[subprocess.Popen[bytes]] = []
    taking = mailbox.handle_DATA

    async def kill_first(*asked: Any) -> str:
        answer = await taking(*asked)
        if len(mailbox.taken) == 1:
            running[0].send_signal(signal.SIGKILL)
        return answer

    monkeypatch.setattr(mailbox, "handle_DATA", kill_first)
    running.append(subprocess.Popen(command, env=environment))
    assert running[0].wait(60) == -signal.SIGKILL

    def again() -> tuple[int, int, str]:
        ran = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        return ran.returncode, len(mailbox.taken), ran.stdout + ran.stderr

    code, mails, said = again()
    assert (code, mails, "ein anderer Lauf sendet sie gerade" in said) == (0, 1, True)
    with store.write_plain() as connection:
        connection.execute(update(reminder).values(sent_at=datetime.now(UTC) - timedelta(hours=1)))
    code, mails, said = again()
    assert (code, mails, "nicht noch einmal gesendet" in said) == (1, 1, True), "so that who runs it is told"
    [name] = re.findall(r"Message-ID ([^\s)]+)\)", said)
    assert mailbox.taken[0]["Message-ID"].startswith(f"<{name}@"), "so it is found in the mail server's log"
    code, mails, said = again()
    assert (code, mails, name in said) == (0, 1, True)


def test_a_mail_of_which_nobody_knows_is_named_alike_on_the_days_after(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    run(store, settings, 0)
    [mail] = mailbox.taken
    with store.write_plain() as connection:
        connection.execute(update(reminder).values(outcome="sending"))
    for days, outcome in ((0, "unclear"), (1, "noted"), (5, "noted")):
        [dry] = remind(store, settings, on=DUE + timedelta(days=days), dry_run=True)
        [one] = remind(store, settings, on=DUE + timedelta(days=days))
        assert (dry.outcome, one.outcome) == (outcome, outcome)
        assert mail["Message-ID"].startswith(f"<{one.problem.rpartition(' ')[2]}@")
    assert len(mailbox.taken) == 1


def test_a_mail_to_the_managers_of_which_nobody_knows_is_named_too(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    for name in ("leitung", "vertretung"):
        add_account(store, mail=f"{name}@example.org", name=name, grants=[Grant("manager")], by="test")
    office(store, THERE, "gotha@example.org")
    other = an_area(store, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_tenant(store, other, municipality=THERE, confirmed_on=CONFIRMED)
    run(store, settings, 14)
    run(store, settings, 30)
    with store.write_plain() as connection:
        connection.execute(update(reminder).where(reminder.c.step == "escalated").values(outcome="sending"))
    names = [mail["Message-ID"].strip("<>").partition("@")[0] for mail in mailbox.taken[-2:]]
    for days, outcome in ((31, "unclear"), (32, "noted")):
        found = remind(store, settings, on=DUE + timedelta(days=days))
        assert [one.outcome for one in found] == [outcome] * 2
        assert {one.problem.partition("Message-ID ")[2] for one in found} == {", ".join(names)}
    assert len(mailbox.taken) == 4


def test_what_became_of_a_mail_to_the_managers_is_recorded_of_all_its_towns_at_once(
    store: Store, area: int, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that is killed in between would leave some of them with another mail's name."""
    a_manager(store)
    office(store, THERE, "gotha@example.org")
    other = an_area(store, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_tenant(store, other, municipality=THERE, confirmed_on=CONFIRMED)
    run(store, settings, 14)
    begun, begin = list[int](), store.write_plain

    def counted(**more: Any) -> Any:
        begun.append(1)
        return begin(**more)

    monkeypatch.setattr(store, "write_plain", counted)
    done = remind(store, settings, on=DUE + timedelta(days=30))
    assert [(one.step, one.outcome) for one in done] == [("escalated", "sent")] * 2
    assert len(begun) == 2, "claimed, and settled"


def test_whose_only_reminder_may_never_have_gone_out_gets_another_and_is_then_reported(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    a_manager(store)
    run(store, settings, 200)
    with store.write_plain() as connection:
        connection.execute(update(reminder).values(outcome="sending"))
    told = {days: run(store, settings, days) for days in range(201, 240)}
    noted = {days: [("after", "noted")] for days in range(202, 213)}
    assert {days: done for days, done in told.items() if done} == {
        201: [("after", "unclear")],
        **noted,
        213: [("after", "sent")],
        229: [("escalated", "sent")],
    }
    first, again, _ = mailbox.taken
    assert first["Message-ID"] == again["Message-ID"], "who got both may be shown one"
