"""What becomes of a report in the store, on both engines."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from signage.errors import InvalidInput, NotFound, StaleVersion
from signage.services.reports import (
    Report,
    Subject,
    Taken,
    list_reports,
    photo_of,
    settle_report,
    subject_of,
    take_report,
)
from signage.services.reports.taking import MOST_NOTES_A_DAY, MOST_PHOTOS_A_DAY, plain_note, report_of_form
from signage.services.rights import Rights, everywhere
from signage.store import Store
from signage.store.schema import report_photo
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline

DAY = date(2026, 3, 9)
HERE, THERE = "16070028", "16067029"
STAFF = everywhere("Bauamt")


@pytest.fixture
def subject(store: Store) -> Subject:
    """A sign of Gotha's care that shows an area of Amt Wachsenburg."""
    a_municipality(store)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=outline(20e3, -20e3, 40e3))
    row = store.row("sign", a_sign(store, an_area(store), municipality=THERE))
    assert row
    found = subject_of(store, row["code"])
    assert found
    return found


def take(
    store: Store, subject: Subject, kind: str = "damaged", *, words: bool = True, **given: object
) -> Taken:
    report = Report(kind=kind, language="de", **given)  # type: ignore[arg-type]
    return take_report(store, subject, report, DAY, words=words)


def test_a_report_says_what_and_where_and_never_who(store: Store, subject: Subject) -> None:
    taken = take(store, subject, "entry", text="Tor 3 heißt jetzt Tor 5")
    [row] = list_reports(store, rights=STAFF)
    assert (row["id"], row["kind"], row["text"], row["day"]) == (
        taken.number,
        "entry",
        "Tor 3 heißt jetzt Tor 5",
        DAY,
    )
    assert (row["sign_number"], row["area_name"], row["times"], row["state"]) == (
        "EK-001",
        "Erfurter Kreuz",
        1,
        "open",
    )
    assert not {"ip", "address", "agent", "cookie"} & set(row)


@pytest.mark.parametrize(
    ("kind", "ags"), [("damaged", THERE), ("pasted", THERE), ("gone", HERE), ("entry", HERE)]
)
def test_the_municipality_in_charge_is_the_signs_or_the_areas(
    store: Store, subject: Subject, kind: str, ags: str
) -> None:
    take(store, subject, kind)
    assert [row["municipality"] for row in list_reports(store, rights=STAFF)] == [ags]


def test_the_same_said_again_is_counted(store: Store, subject: Subject) -> None:
    first, again = take(store, subject), take(store, subject)
    assert (again.number, first.joined, again.joined) == (first.number, False, True)
    assert [row["times"] for row in list_reports(store, rights=STAFF)] == [2]


def test_a_plain_report_is_counted_with_one_that_says_more(store: Store, subject: Subject) -> None:
    more = take(store, subject, text="Scheibe gesprungen")
    assert take(store, subject).number == more.number
    assert take(store, subject, text="liegt im Graben").number != more.number
    assert take(store, subject, "pasted").number != more.number


def test_what_is_settled_and_happens_again_is_a_new_report(store: Store, subject: Subject) -> None:
    first = take(store, subject)
    settle_report(store, first.number, rights=STAFF, seen_version=1, state="accepted")
    assert take(store, subject).number != first.number


def test_a_firm_counts_only_if_it_is_in_the_list(store: Store, subject: Subject) -> None:
    own, foreign = a_tenant(store, subject.area), a_tenant(store, an_area(store, number="X"))
    take(store, subject, "gone", tenant=own)
    take(store, subject, "gone", tenant=foreign)
    take(store, subject, "gone", tenant=999_999)
    assert {row["tenant"]: row["times"] for row in list_reports(store, rights=STAFF)} == {own: 1, None: 2}


def test_a_photo_joins_a_report_that_has_none(store: Store, subject: Subject) -> None:
    first = take(store, subject)
    take(store, subject, photo=b"\xff\xd8 photo")
    assert photo_of(store, first.number, STAFF) == b"\xff\xd8 photo"
    take(store, subject, photo=b"\xff\xd8 other")
    assert photo_of(store, first.number, STAFF) == b"\xff\xd8 photo"


def test_no_photo_is_kept_that_no_report_points_to(store: Store, subject: Subject) -> None:
    take(store, subject, photo=b"\xff\xd8 photo")
    over = take(store, subject, photo=b"\xff\xd8 other")
    with store.write_plain() as connection:
        kept = [row.content for row in connection.execute(select(report_photo.c.content))]
    assert kept == [b"\xff\xd8 photo"]
    assert (over.joined, over.trimmed, over.has_photo) == (True, True, False)


def test_a_flood_of_notes_is_counted_and_no_longer_kept(store: Store, subject: Subject) -> None:
    for number in range(MOST_NOTES_A_DAY):
        assert not take(store, subject, text=f"Unsinn {number}").trimmed
    over = take(store, subject, text="Unsinn ohne Ende")
    rows = list_reports(store, rights=STAFF)
    assert over.trimmed
    assert sum(row["text"] != "" for row in rows) == MOST_NOTES_A_DAY
    assert sum(row["times"] for row in rows) == MOST_NOTES_A_DAY + 1


def test_during_a_flood_a_true_report_still_arrives(store: Store, subject: Subject) -> None:
    for number in range(MOST_NOTES_A_DAY + 5):
        take(store, subject, text=f"Unsinn {number}")
    true = take(store, subject, "pasted", text="Aufkleber über dem Code")
    assert "pasted" in {row["kind"] for row in list_reports(store, rights=STAFF)}
    assert true.trimmed


def test_a_flood_of_photos_ends_at_the_signs_share_of_the_day(store: Store, subject: Subject) -> None:
    for number in range(MOST_PHOTOS_A_DAY + 3):
        take(store, subject, text=f"Bild {number}", photo=b"%d" % number)
    assert sum(row["photo"] is not None for row in list_reports(store, rights=STAFF)) == MOST_PHOTOS_A_DAY


def test_over_the_limit_of_a_network_only_the_count_is_taken(store: Store, subject: Subject) -> None:
    taken = take(store, subject, words=False, text="egal")
    [row] = list_reports(store, rights=STAFF)
    assert (row["text"], taken.trimmed) == ("", True)


def test_a_note_keeps_letters_and_lines_and_nothing_that_steers_a_screen() -> None:
    assert plain_note(" Tor\r\n3 \x1b[31mrot\x00\u202egnp.exe\ud800 ") == "Tor\n3 [31mrotgnp.exe"
    assert plain_note("u\u0308") == "ü"


def test_foreign_reports_are_not_there(store: Store, subject: Subject) -> None:
    number = take(store, subject, "damaged", photo=b"x").number
    own, other = Rights(frozenset([THERE]), "Gotha"), Rights(frozenset([HERE]), "Amt")
    assert [row["id"] for row in list_reports(store, rights=own)] == [number]
    assert list_reports(store, rights=other) == []
    for way in (photo_of, lambda *a: settle_report(*a[:2], rights=a[2], seen_version=1, state="accepted")):
        with pytest.raises(NotFound):
            way(store, number, other)


def test_settling_says_who_and_when_and_moves_the_version_on(store: Store, subject: Subject) -> None:
    number = take(store, subject).number
    now = settle_report(store, number, rights=STAFF, seen_version=1, state="refused", answer=" War  nie da. ")
    assert (now["state"], now["answer"], now["version"], now["settled_by"]) == (
        "refused",
        "War nie da.",
        2,
        "Bauamt",
    )
    assert now["settled_at"] is not None
    with pytest.raises(StaleVersion):
        settle_report(store, number, rights=STAFF, seen_version=1, state="accepted")


@pytest.mark.parametrize(
    ("given", "at_fault"),
    [
        ({"state": "refused"}, {"answer"}),
        ({"state": "gelöscht"}, {"state"}),
        ({"state": "accepted", "answer": "x" * 501}, {"answer"}),
        ({"state": "duplicate"}, {"duplicate_of"}),
        ({"state": "duplicate", "duplicate_of": 999_999}, {"duplicate_of"}),
        ({"state": "accepted", "duplicate_of": 1}, {"duplicate_of"}),
    ],
)
def test_what_cannot_be_is_named(
    store: Store, subject: Subject, given: dict[str, object], at_fault: set[str]
) -> None:
    number = take(store, subject).number
    with pytest.raises(InvalidInput) as refused:
        settle_report(store, number, rights=STAFF, seen_version=1, **given)  # type: ignore[arg-type]
    assert set(refused.value.problems) == at_fault


def test_no_report_is_a_duplicate_of_itself_or_of_a_duplicate(store: Store, subject: Subject) -> None:
    one, two, three = (take(store, subject, text=text).number for text in "abc")
    settle_report(store, two, rights=STAFF, seen_version=1, state="duplicate", duplicate_of=one)
    for number, original in ((one, one), (three, two)):
        with pytest.raises(InvalidInput):
            settle_report(
                store, number, rights=STAFF, seen_version=1, state="duplicate", duplicate_of=original
            )


def test_one_form_sent_eight_times_at_once_is_one_report(store: Store, subject: Subject) -> None:
    begin = threading.Barrier(8)

    def send(number: int) -> Taken:
        begin.wait()
        said = Report(kind="damaged", language="de", text=f"Nr. {number}")
        return take_report(store, subject, said, DAY, form="one and the same")

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(send, range(8)))
    assert len({one.number for one in taken}) == 1
    assert [one.again for one in taken].count(False) == 1
    [kept] = list_reports(store, rights=STAFF)
    assert kept["times"] == 1
    assert report_of_form(store, "one and the same") == replace(taken[0], note="", again=True)


def test_a_report_without_a_form_is_remembered_by_none(store: Store, subject: Subject) -> None:
    take(store, subject, text="eins")
    assert report_of_form(store, "") is None
