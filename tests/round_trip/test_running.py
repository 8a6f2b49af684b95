"""Large files beside the request: told how far that has come, done once, and shown once."""

import threading
import time
import weakref
from collections.abc import Callable

import pytest

from signage.errors import Conflict, InvalidInput, Said
from signage.services.round_trip.lines import Comparison
from signage.services.round_trip.running import Comparisons, Takings

Tell = Callable[[int, int], None]


def test_what_takes_long_tells_how_far_it_is_and_is_made_once() -> None:
    go_on, told, begun = threading.Event(), threading.Event(), []

    def work(tell: Tell) -> Comparison:
        begun.append(1)
        tell(500, 2000)
        told.set()
        go_on.wait(10)
        return Comparison([])

    every = Comparisons()
    first = every.of("a", 2000, work, wait_s=0)
    assert told.wait(10)
    assert (first.done, first.total, first.result) == (500, 2000, None)
    go_on.set()
    assert every.of("a", 2000, work, wait_s=10).result == Comparison([])
    assert begun == [1]


def test_another_state_of_the_inventory_is_another_comparison() -> None:
    begun: list[int] = []

    def work(_tell: Tell) -> Comparison:
        begun.append(1)
        return Comparison([])

    every = Comparisons()
    for state in (1, 1, 2):
        every.of("a", 9, work, state=state, wait_s=10)
    assert len(begun) == 2


def test_what_was_begun_is_shown_once_however_often_the_inventory_changes_meanwhile() -> None:
    go_on, begun = threading.Event(), list[int]()

    def work(_tell: Tell) -> Comparison:
        begun.append(1)
        go_on.wait(10)
        return Comparison([])

    every = Comparisons()
    for state in range(5):
        assert every.of("a", 9, work, state=state, wait_s=0).result is None
    go_on.set()
    assert every.of("a", 9, work, state=6, wait_s=10).result == Comparison([])
    assert begun == [1]
    every.of("a", 9, work, state=7, wait_s=10)
    assert begun == [1, 1]


def test_what_failed_is_told_once_and_may_be_tried_again() -> None:
    def work(_tell: Tell) -> Comparison:
        raise InvalidInput(Said("so nicht"))

    every = Comparisons()
    assert isinstance(every.of("a", 9, work, wait_s=10).failed, InvalidInput)
    assert every.of("a", 9, lambda _tell: Comparison([]), wait_s=10).result == Comparison([])


@pytest.mark.parametrize("others", [3])
def test_only_the_last_few_are_kept(others: int) -> None:
    every, begun = Comparisons(), list[object]()

    def work(_tell: Tell) -> Comparison:
        begun.append(time.monotonic())
        return Comparison([])

    for key in range(others + 1):
        every.of(key, 9, work, wait_s=10)
    every.of(0, 9, work, wait_s=10)
    assert len(begun) == others + 2


def test_what_still_goes_on_is_not_begun_again_however_many_ask() -> None:
    every, begun, go_on = Comparisons(), list[object](), threading.Event()

    def work(_tell: Tell) -> Comparison:
        begun.append(time.monotonic())
        go_on.wait(10)
        return Comparison([])

    for key in (*range(5), *range(5)):
        every.of(key, 9, work, wait_s=0)
    go_on.set()
    assert len(begun) == 5


def test_what_came_of_a_taking_is_not_kept_in_memory() -> None:
    class Outcomes:
        """Of some 50,000 rows."""

    made: list[weakref.ref[Outcomes]] = []

    def work(_taking: object) -> Outcomes:
        done = Outcomes()
        made.append(weakref.ref(done))
        return done

    taking = Takings().begin("a", 9, work, wait_s=10)
    assert (taking.goes_on, taking.failed, [one() for one in made]) == (False, None, [None])


def test_a_taking_that_failed_keeps_no_rows_until_somebody_hears_of_it() -> None:
    def work(_taking: object) -> None:
        raise Conflict(Said("schon übernommen", "taken already"))

    taking = Takings().begin("a", 9, work, wait_s=10)
    assert isinstance(taking.failed, Conflict)
    assert taking.failed.__traceback__ is None
