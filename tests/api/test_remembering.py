"""What strangers ask for is not remembered without bound."""

from signage.languages import _choose, choose
from signage_api import assets
from signage_api.headers import _packings, takes_gzip
from signage_api.visitor.paths import _route_of, route_of


def test_paths_that_are_not_ours_are_not_kept() -> None:
    before = assets._packed.cache_info().currsize
    for number in range(50):
        assert assets.asset(f"/static/{number}{'x' * 1000}") is None
    assert assets._packed.cache_info().currsize == before


def test_long_paths_are_no_codes_and_not_kept() -> None:
    before = _route_of.cache_info().currsize
    assert route_of("/" + "B" * 60_000) is None
    assert _route_of.cache_info().currsize == before


def test_of_long_headers_only_the_start_counts() -> None:
    assert takes_gzip("gzip, " + "x" * 10_000)
    assert choose("en, " + "x" * 10_000) == "en"
    for cache in (_packings, _choose):
        assert cache.cache_info().currsize > 0
    before = _choose.cache_info().currsize
    for number in range(20):
        choose("en," + "y" * 400 + str(number))
    assert _choose.cache_info().currsize <= before + 1
