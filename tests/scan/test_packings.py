"""A page goes as Brotli to who reads that, and keeps the time and the memory of a page as gzip."""

import time
from collections.abc import Callable

import pytest

from signage.store import Store
from signage_api.scanning import ScanFirst
from signage_api.visitor import kept_pages
from signage_api.visitor.kept_pages import Page
from tests.scan import places
from tests.scan.asking import Reply, ask
from tests.scan.conftest import change

BROWSER = "gzip, deflate, br, zstd"


def held(door: ScanFirst, code: str) -> Page:
    page = door.visits._pages.get((code, "de"))
    assert page
    return page


@pytest.mark.parametrize("accepts", [BROWSER, "br", "br, gzip", "gzip;q=0.5, BR;q=0.8", "*, br", "br;q=1.0"])
def test_a_reader_who_takes_brotli_gets_it(door: ScanFirst, code: str, accepts: str) -> None:
    plain, reply = ask(door, f"/{code}"), ask(door, f"/{code}", accept_encoding=accepts)
    assert (reply.headers["content-encoding"], reply.text) == ("br", plain.text)
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert reply.headers["vary"] == "Accept-Language, Accept-Encoding"


def test_a_full_directory_takes_fewer_bytes_as_brotli(door: ScanFirst, store: Store) -> None:
    code = places.a_full_area(store, 60)
    gzip, quick = (len(ask(door, f"/{code}", accept_encoding=taken).body) for taken in ("gzip", BROWSER))
    assert quick < gzip


def test_each_packing_has_an_etag_of_its_own(door: ScanFirst, code: str) -> None:
    etags = [ask(door, f"/{code}", accept_encoding=taken).headers["etag"] for taken in ("br", "gzip", "")]
    assert len(set(etags)) == 3


@pytest.mark.parametrize("first", ["br", "gzip", ""])
def test_a_page_held_in_any_packing_is_not_sent_again(door: ScanFirst, code: str, first: str) -> None:
    etag = ask(door, f"/{code}", accept_encoding=first).headers["etag"]
    again = ask(door, f"/{code}", accept_encoding=BROWSER, if_none_match=etag)
    assert (again.status, again.headers["etag"], again.body) == (304, etag, b"")
    assert "content-encoding" not in again.headers


def test_head_says_what_get_sends(door: ScanFirst, code: str) -> None:
    got, headed = (ask(door, f"/{code}", method, accept_encoding=BROWSER) for method in ("GET", "HEAD"))
    assert (headed.headers, headed.body) == (got.headers, b"")


def test_what_is_brotli_is_made_for_the_first_who_asks_and_kept(door: ScanFirst, code: str) -> None:
    ask(door, f"/{code}", accept_encoding="gzip")
    assert held(door, code).brotli is None
    ask(door, f"/{code}", accept_encoding=BROWSER)
    made = held(door, code).brotli
    ask(door, f"/{code}", accept_encoding=BROWSER)
    assert made is not None
    assert held(door, code).brotli is made


def test_what_stays_is_packed_well_once_while_it_is_handed_out(
    door: ScanFirst, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = places.a_full_area(store, 40)
    quick = ask(door, f"/{code}", accept_encoding=BROWSER)
    monkeypatch.setattr(kept_pages, "SOON_S", 0.0)
    until = time.monotonic() + 30
    while not held(door, code).is_packed_best and time.monotonic() < until:
        assert ask(door, f"/{code}", accept_encoding=BROWSER).text == quick.text
    well, made = ask(door, f"/{code}", accept_encoding=BROWSER), held(door, code).brotli
    assert len(well.body) < len(quick.body) * 0.95
    assert (well.text, well.headers["etag"]) == (quick.text, quick.headers["etag"])
    ask(door, f"/{code}", accept_encoding=BROWSER)
    assert held(door, code).brotli is made


def test_what_changed_while_it_was_packed_is_not_put_back(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    ask(door, f"/{code}", accept_encoding=BROWSER)
    old = held(door, code)
    with change(store) as changes:
        changes.update("area", area, {"name": "Neuer Name"})
    ask(door, f"/{code}", accept_encoding=BROWSER)
    door.visits._pack_best(old, "de")
    assert "Neuer Name" in ask(door, f"/{code}", accept_encoding="br").text


def test_an_area_that_was_changed_twice_in_a_moment_goes_as_gzip_until_it_stays(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(word: str) -> Reply:
        with change(store) as changes:
            changes.update("tenant", firm, {"lorry_note": word})
        reply = ask(door, f"/{code}", accept_encoding=BROWSER)
        assert word in reply.text
        return reply

    firm = add_firm()
    assert ask(door, f"/{code}", accept_encoding=BROWSER).headers["content-encoding"] == "br"
    assert changed("Tor 3").headers["content-encoding"] == "gzip"
    assert ask(door, f"/{code}", accept_encoding="br").headers["content-encoding"] == "br"
    monkeypatch.setattr(kept_pages, "SOON_S", 0.0)
    assert ask(door, f"/{code}", accept_encoding=BROWSER).headers["content-encoding"] == "br"


def test_pages_of_both_packings_share_one_bound(door: ScanFirst, store: Store, area: int) -> None:
    with change(store) as changes:
        codes = [places.a_sign(changes, area, number=f"MO-{n:03}") for n in range(12)]
    for code in codes:
        ask(door, f"/{code}", accept_encoding=BROWSER)
    pages = [held(door, code) for code in codes]
    assert door.visits._pages._bytes == sum(page.weight for page in pages)
    assert all(
        page.brotli and page.weight > len(page.packed.body) + len(page.brotli.packed.body) for page in pages
    )
    door.visits._pages._most_bytes = 20_000
    ask(door, f"/{codes[0]}", accept_encoding=BROWSER)
    with change(store) as changes:
        changes.update("area", area, {"name": "Neu"})
    for code in codes:
        ask(door, f"/{code}", accept_encoding=BROWSER)
    assert door.visits._pages._bytes <= 20_000 or len(door.visits._pages) == 1


@pytest.mark.parametrize("accepts", ["gzip", "gzip, br;q=0", "", "identity", "*", "deflate"])
def test_brotli_that_is_there_goes_to_nobody_who_does_not_ask_for_it(
    door: ScanFirst, code: str, accepts: str
) -> None:
    ask(door, f"/{code}", accept_encoding="br")
    assert held(door, code).brotli
    for path in (f"/{code}", f"/{code}?q=a", f"/{code}.json", "/", "/0000000Z"):
        for method in ("GET", "HEAD"):
            reply = ask(door, path, method, accept_encoding=accepts)
            assert reply.headers.get("content-encoding") in ("gzip", None)
    at_once = door.at_once(f"GET /{code} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    assert (at_once is None) == door.visits.waits  # over PostGIS the long way answers
    assert at_once is None or b"content-encoding: gzip\r\n" in at_once[0]


@pytest.mark.parametrize("path", ["{}?q=firma", "{}?order=way", "{}.json", "", "0000000Z", "imprint"])
@pytest.mark.parametrize(("accepts", "packing"), [(BROWSER, "br"), ("gzip", "gzip"), ("identity", "")])
def test_what_is_made_for_one_visit_comes_packed_too(
    door: ScanFirst, store: Store, path: str, accepts: str, packing: str
) -> None:
    address = "/" + path.format(places.a_full_area(store, 20))
    plain, reply = ask(door, address), ask(door, address, accept_encoding=accepts)
    assert reply.headers.get("content-encoding", "") == packing
    assert (reply.status, reply.text) == (plain.status, plain.text)
    assert reply.headers["vary"] == "Accept-Language, Accept-Encoding"
    headed = ask(door, address, "HEAD", accept_encoding=accepts)
    assert int(headed.headers["content-length"]) == len(reply.body)
    assert (len(reply.body) < len(plain.body) * 0.7) == bool(packing)
