"""The demo's desk has work of every kind, and each of it can be done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from signage.services.parked import list_parked
from signage.services.proposals.queue import queue
from signage.services.reports import list_reports
from signage.services.rights import everywhere
from signage.services.sample import load_sample, show_sign
from signage.services.sample_work import add_work
from signage.store import Store, open_store
from signage.store.desk_tables import sign_notice
from signage.store.schema import scan_count

RIGHTS = everywhere("test")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file: Path = tmp_path_factory.mktemp("work") / "sample.gpkg"
    load_sample(file, fsync=False)
    opened = open_store(file)
    add_work(opened)
    yield opened
    opened.close()


def test_there_is_work_of_every_kind(store: Store) -> None:
    assert {row["kind"] for row in list_reports(store, rights=RIGHTS)} == {"damaged", "gone", "entry"}
    assert len(queue(store, rights=RIGHTS)) == 5
    assert [row.file for row in list_parked(store)] == ["Nachtrag.csv"] * 2
    with store.engine_read() as connection:
        kinds = set(connection.execute(select(sign_notice.c.reason)).scalars())
        scans = connection.execute(select(func.sum(scan_count.c.scans))).scalar_one()
    assert kinds == {"gone", "renamed"}
    assert scans > 1000


def test_the_board_shown_first_has_scans_and_a_wrong_line(store: Store) -> None:
    sign = show_sign(store)
    with store.engine_read() as connection:
        days = select(func.count(scan_count.c.day.distinct())).where(scan_count.c.code == sign["code"])
        notices = select(func.count()).where(sign_notice.c.sign == sign["id"])
        assert connection.execute(days).scalar_one() > 60
        assert connection.execute(notices).scalar_one() == 2


def test_the_firm_that_the_readme_changes_is_as_it_was(store: Store) -> None:
    firm = store.row("tenant", 98)
    assert firm is not None
    assert firm["version"] == 1
