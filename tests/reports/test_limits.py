"""How much a network may report, and what a form's token proves."""

from datetime import date, timedelta

import pytest

from signage.services.reports.forms import LONGEST_S, SHORTEST_S, FormTokens, form_key
from signage.services.reports.limits import MOST_NETWORKS, NOTES_AN_HOUR, REPORTS_AN_HOUR, Limits, network_of
from signage.store import Store


class Clock:
    """A time that a test moves on."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.day = date(2026, 3, 9)

    def __call__(self) -> float:
        return self.now

    def today(self) -> date:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(clock.today, clock)


def test_over_its_share_a_network_is_counted_without_words(limits: Limits) -> None:
    allowed = [limits.take("10.0.0.1", words=True) for _ in range(NOTES_AN_HOUR + 1)]
    assert [one.words for one in allowed] == [True] * NOTES_AN_HOUR + [False]
    assert not any(one.refused for one in allowed)


def test_a_flood_is_refused_and_told_when_to_come_again(limits: Limits, clock: Clock) -> None:
    for _ in range(REPORTS_AN_HOUR):
        assert not limits.take("10.0.0.1", words=False).refused
    refused = limits.take("10.0.0.1", words=False)
    assert 0 < refused.wait_s <= 60
    clock.now += refused.wait_s
    assert not limits.take("10.0.0.1", words=False).refused


def test_who_floods_takes_nothing_from_other_networks(limits: Limits) -> None:
    for host in range(REPORTS_AN_HOUR + 1):
        limits.take(f"10.0.0.{host}", words=True)
    assert limits.take("10.0.0.200", words=True).refused
    assert limits.take("10.0.1.1", words=True).words
    assert limits.take("2001:db8::1", words=True).words


def test_many_networks_do_not_fill_the_memory(limits: Limits) -> None:
    for number in range(MOST_NETWORKS + 500):
        limits.take(f"2001:{number // 65536:x}:{number % 65536:x}::1", words=False)
    assert len(limits._uses) == MOST_NETWORKS


def test_no_address_stands_in_the_memory_and_none_outlives_the_day(limits: Limits, clock: Clock) -> None:
    limits.take("192.0.2.77", words=False)
    assert "192.0.2" not in repr(vars(limits))
    [before] = limits._uses
    clock.day += timedelta(days=1)
    limits.take("192.0.2.77", words=False)
    assert list(limits._uses) != [before]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", "unknown"),
        ("<script>", "unknown"),
    ],
)
def test_neighbours_are_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_token_is_good_after_a_moment_and_for_some_hours(clock: Clock) -> None:
    forms = FormTokens(b"key", clock)
    token = forms.new("7K3M9QX4")
    assert forms.read(token, "7K3M9QX4") == "early"
    clock.now += SHORTEST_S
    assert forms.read(token, "7K3M9QX4") == "fresh"
    clock.now += LONGEST_S
    assert forms.read(token, "7K3M9QX4") == "stale"


@pytest.mark.parametrize("token", ["", "x", "-", "--", "zz-zz-zz", "ä" * 200, "\ud800-\ud800", "1-2-3" * 50])
def test_what_was_never_a_token_is_none(token: str, clock: Clock) -> None:
    assert FormTokens(b"key", clock).read(token, "7K3M9QX4") == "stale"


def test_a_token_is_of_one_sign_and_one_key(clock: Clock) -> None:
    token = FormTokens(b"key", clock).new("7K3M9QX4")
    clock.now += 10
    assert FormTokens(b"key", clock).read(token, "7K3M9QX5") == "stale"
    assert FormTokens(b"other", clock).read(token, "7K3M9QX4") == "stale"
    moved = token.replace(token.partition("-")[0], "18bcfe56000")
    assert FormTokens(b"key", clock).read(moved, "7K3M9QX4") == "stale"


def test_all_processes_over_a_store_share_one_key(store: Store) -> None:
    assert form_key(store) == form_key(store)
    assert len(form_key(store)) == 32
