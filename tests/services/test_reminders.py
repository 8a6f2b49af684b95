"""Who is reminded when, by a real mail server: each step once, whatever happens to the runs."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import select, update

from signage.domain.cycles import due_on
from signage.errors import InvalidInput
from signage.services.accounts.people import add_account
from signage.services.confirming import Answer, confirm_area, firms_to_confirm, reminders
from signage.services.confirming.reminders import Reminder, remind
from signage.services.offices import save_office
from signage.services.rights import Grant, Rights
from signage.settings import Settings
from signage.store import Store
from signage.store.desk_tables import reminder
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.places import a_municipality, a_tenant, an_area, outline

HERE, THERE = "16070028", "16067029"
EVERYBODY = Rights(None, "Regie")
CONFIRMED = date(2026, 6, 1)
DUE = due_on(CONFIRMED, 6)
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as box:
        yield box


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    return Settings(
        smtp_url=mailbox.url, mail_from="region@example.org", public_url="https://schilder.example.de"
    )


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    office(store, HERE, "gewerbe@example.org")
    area = an_area(store)
    a_tenant(store, area, name=HOSTILE, email="kim@firma.example", confirmed_on=CONFIRMED)
    a_tenant(store, area, name="B", confirmed_on=CONFIRMED)
    return area


def office(store: Store, ags: str, mail: str) -> None:
    save_office(store, ags, mail=mail, cycle_months=6, firms_direct=False, seen_version=0, rights=EVERYBODY)


def a_manager(store: Store) -> None:
    add_account(store, mail="leitung@example.org", name="Lou Leitung", grants=[Grant("manager")], by="test")


def run(store: Store, settings: Settings, days: int, **more: Any) -> list[tuple[str, str]]:
    """What a run so many days after the lists were due did; its mails count as sent on that day."""
    day = DUE + timedelta(days=days)
    before = {row.id: row.sent_at for row in rows(store)}
    done = remind(store, settings, on=day, **more)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with store.write_plain() as connection:
        for row in rows(store):
            if before.get(row.id) != row.sent_at:
                connection.execute(update(reminder).where(reminder.c.id == row.id).values(sent_at=at))
    return [(one.step, one.outcome) for one in done]


def rows(store: Store) -> list[Any]:
    with store.engine_read() as connection:
        return list(connection.execute(select(reminder).order_by(reminder.c.id)))


def test_a_municipality_is_reminded_before_on_and_after_the_day_and_then_its_managers_are_told(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    a_manager(store)
    told = {days: run(store, settings, days) for days in range(-20, 60)}
    assert {days: done for days, done in told.items() if done} == {
        -14: [("before", "sent")],
        0: [("due", "sent")],
        14: [("after", "sent")],
        30: [("escalated", "sent")],
    }
    assert [mail["To"] for mail in mailbox.taken] == ["gewerbe@example.org"] * 3 + ["leitung@example.org"]
    assert [row.step for row in rows(store)] == ["before", "due", "after", "escalated"]


def test_a_reminder_has_counts_and_links_and_nothing_of_firms(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    run(store, settings, 3)
    [mail] = mailbox.taken
    text = str(mail.get_content())
    assert mail["Subject"] == "Bitte bestätigen: 2 Firmen in Amt Wachsenburg"
    assert f"https://schilder.example.de/desk/confirm/{area}\n" in text.replace("\r\n", "\n")
    assert "Erfurter Kreuz: 2 Firmen, fällig seit 01.12.2026" in text
    assert (mail["Auto-Submitted"], mail["List-Id"]) == ("auto-generated", "<bestaetigung.example.org>")
    assert not any(word in text for word in ("img", "Söhne", "firma.example", "Regie"))


def test_the_managers_hear_in_one_mail_of_all_who_forgot(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    a_manager(store)
    other = an_area(store, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_tenant(store, other, municipality=THERE, confirmed_on=CONFIRMED)
    assert run(store, settings, 14) == [("after", "sent"), ("after", "nobody")]
    assert run(store, settings, 30) == [("escalated", "sent"), ("escalated", "sent")]
    mail = mailbox.taken[-1]
    assert mail["Subject"] == "2 Gemeinden haben ihre Firmenlisten nicht bestätigt"
    assert "Gotha: 1 Firma, fällig seit 01.12.2026; für Erinnerungen ist keine Adresse" in mail.get_content()


def test_nobody_is_reported_who_was_not_reminded_first(store: Store, area: int, settings: Settings) -> None:
    a_manager(store)
    told = {days: run(store, settings, days) for days in range(200, 230)}
    assert {days: done for days, done in told.items() if done} == {
        200: [("after", "sent")],
        216: [("escalated", "sent")],
    }


def test_without_an_address_the_clerks_of_the_municipality_are_asked(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    save_office(store, HERE, mail="", cycle_months=6, firms_direct=False, seen_version=1, rights=EVERYBODY)
    add_account(store, mail="kim@example.org", name="Kim", grants=[Grant("clerk", HERE)], by="test")
    add_account(store, mail="x@example.org", name="X", grants=[Grant("clerk", THERE)], by="test")
    run(store, settings, 0)
    assert mailbox.recipients == [["kim@example.org"]]


def test_who_confirms_is_left_in_peace_for_half_a_year(store: Store, area: int, settings: Settings) -> None:
    run(store, settings, 0)
    seen = [Answer(row["id"], row["version"]) for row in firms_to_confirm(store, area, EVERYBODY).rows]
    day = DUE + timedelta(days=2)
    confirm_area(store, area, seen, rights=EVERYBODY, on=day)
    again = (due_on(day, 6) - DUE).days
    assert [days for days in range(3, again + 1) if run(store, settings, days)] == [again - 14, again]


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


def test_a_dry_run_sends_and_records_nothing(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    assert run(store, settings, 0, dry_run=True) == [("due", "planned")]
    assert (mailbox.taken, rows(store)) == ([], [])
    assert run(store, Settings(), 0, dry_run=True) == [("due", "planned")]


def test_without_a_mail_server_the_run_says_so(store: Store, area: int) -> None:
    with pytest.raises(InvalidInput, match="SIGNAGE_SMTP_URL"):
        remind(store, Settings(), on=DUE)
    assert rows(store) == []


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


@pytest.mark.parametrize(
    ("confirmed", "steps"),
    [
        ("2026-08-31", ("2027-02-15", "2027-03-01", "2027-03-15", "2027-03-31")),  # no 31 February
        ("2026-06-30", ("2026-12-16", "2026-12-30", "2027-01-13", "2027-01-29")),  # into the next year
        ("2027-08-29", ("2028-02-15", "2028-02-29", "2028-03-14", "2028-03-30")),  # a leap year
    ],
)
def test_the_steps_come_on_their_days_at_the_ends_of_months_and_years(
    store: Store, area: int, settings: Settings, confirmed: str, steps: tuple[str, ...]
) -> None:
    a_manager(store)
    with store.change(who="test", why="test") as change:
        for row in store.read("tenant"):
            change.update("tenant", row["id"], {"confirmed_on": date.fromisoformat(confirmed)})
    days = [date.fromisoformat(day) for day in steps]
    around = sorted({day + timedelta(days=n) for day in days for n in (-1, 0, 1)})
    told = {str(day): run(store, settings, (day - DUE).days) for day in around}
    sent = [("before", "sent"), ("due", "sent"), ("after", "sent"), ("escalated", "sent")]
    assert {day: done for day, done in told.items() if done} == {
        day: [step] for day, step in zip(steps, sent, strict=True)
    }


def test_an_address_that_is_refused_keeps_the_mail_from_nobody_else(
    store: Store, area: int, settings: Settings, mailbox: Mailbox
) -> None:
    save_office(store, HERE, mail="", cycle_months=6, firms_direct=False, seen_version=1, rights=EVERYBODY)
    for name in ("alt", "neu"):
        grants = [Grant("clerk", HERE)]
        add_account(store, mail=f"{name}@example.org", name=name, grants=grants, by="test")
    mailbox.unknown = {"alt@example.org"}
    [one] = remind(store, settings, on=DUE)
    assert one.outcome == "sent"
    assert "nicht angenommen (SMTPRecipientsRefused)" in one.problem
    assert mailbox.recipients == [["neu@example.org"]]
    assert remind(store, settings, on=DUE) == []


def test_a_mail_server_that_goes_away_in_the_middle_is_told_and_only_what_it_missed_is_sent_again(
    store: Store, area: int, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(store, THERE, "gotha@example.org")
    other = an_area(store, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    a_tenant(store, other, municipality=THERE, confirmed_on=CONFIRMED)
    taking = mailbox.handle_DATA

    async def takes_one(*asked: Any) -> str:
        mailbox.hangs_up = len(mailbox.taken) == 1
        return await taking(*asked)

    monkeypatch.setattr(mailbox, "handle_DATA", takes_one)
    first, second = remind(store, settings, on=DUE)
    assert (first.outcome, second.outcome) == ("sent", "failed")
    assert "nicht angenommen (SMTPServerDisconnected)" in second.problem
    monkeypatch.setattr(mailbox, "handle_DATA", taking)
    mailbox.hangs_up = False
    [again] = remind(store, settings, on=DUE + timedelta(days=1))
    assert (again.office.ags, again.outcome) == (second.office.ags, "sent")
    assert [mail["To"] for mail in mailbox.taken] == [*first.to, *second.to]


def test_a_reminder_counts_what_its_areas_have(store: Store, area: int, settings: Settings) -> None:
    [one] = remind(store, settings, on=DUE - timedelta(days=14), dry_run=True)
    assert isinstance(one, Reminder)
    assert (one.firms, one.due_on, one.to) == (2, DUE, ("gewerbe@example.org",))
