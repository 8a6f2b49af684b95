"""How a page travels: small, once, never stale, never counted in anybody's way."""

import asyncio
import gzip
import re
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signage.errors import Said, Unavailable
from signage.services.publishing.rules import CACHE
from signage.services.scan_counts import ScanCounts
from signage.services.scan_search import search
from signage.store import Store, create_store
from signage.store.geopackage import GeoPackageStore
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import Reply, ask, requested
from tests.scan.conftest import DAY, change

NOWHERE = places.multipolygon(places.box(9000, 9000, 10, 10))


def test_the_packed_page_is_one_member(door: ScanFirst, store: Store) -> None:
    code = places.a_full_area(store, 20)
    packed = ask(door, f"/{code}", accept_encoding="gzip").body
    reader = zlib.decompressobj(31)
    assert reader.decompress(packed) == ask(door, f"/{code}").body
    assert (reader.eof, reader.unused_data) == (True, b"")


@pytest.mark.parametrize(
    "accepts", ["gzip", "br;q=0.4, GZIP;q=0.5", "*", "deflate, gzip;q=1.0", "br;q=0, gzip;q=0.1"]
)
def test_a_reader_who_takes_gzip_gets_it(door: ScanFirst, code: str, accepts: str) -> None:
    assert ask(door, f"/{code}", accept_encoding=accepts).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("accepts", ["", "identity", "br;q=0", "gzip;q=0", "*;q=0", "br;q=0.0, gzip;q=0.000"])
def test_any_other_reader_gets_it_plain(door: ScanFirst, code: str, accepts: str) -> None:
    reply = ask(door, f"/{code}", accept_encoding=accepts)
    assert "content-encoding" not in reply.headers
    assert int(reply.headers["content-length"]) == len(reply.body)


@pytest.mark.parametrize("accepts", ["br", "gzip", ""])
def test_who_has_the_page_gets_304(door: ScanFirst, code: str, accepts: str) -> None:
    etag = ask(door, f"/{code}", accept_encoding=accepts).headers["etag"]
    for held in (etag, f'"x", W/{etag}', "*"):
        reply = ask(door, f"/{code}", accept_encoding=accepts, if_none_match=held)
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", etag)
    assert ask(door, f"/{code}", accept_encoding=accepts, if_none_match='"x"').status == 200


@pytest.mark.parametrize("path", ["/{}", "/{}.json", "/{}?q=m", "/", "/0000000Z"])
def test_head_answers_as_get_without_a_body(door: ScanFirst, code: str, path: str) -> None:
    got, headed = ask(door, path.format(code)), ask(door, path.format(code), "HEAD")
    assert (headed.status, headed.body, headed.headers) == (got.status, b"", got.headers)


def test_other_methods_are_refused(door: ScanFirst, code: str) -> None:
    reply = ask(door, f"/{code}", "POST")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("header", "said"), [("en-GB,en", "You are here"), ("pl", "Tu jesteś"), ("", "Sie sind hier")]
)
def test_the_language_follows_the_reader(door: ScanFirst, code: str, header: str, said: str) -> None:
    reply = ask(door, f"/{code}", accept_language=header)
    assert said in reply.text
    assert reply.headers["vary"] == "Accept-Language, Accept-Encoding"


def test_a_cache_in_front_asks_first_and_may_show_its_copy_while_nothing_answers(
    door: ScanFirst, code: str
) -> None:
    page, data = ask(door, f"/{code}"), ask(door, f"/{code}.json")
    unchanged = ask(door, f"/{code}", if_none_match=page.headers["etag"])
    assert unchanged.status == 304
    for reply in (page, data, unchanged):
        assert reply.headers["cache-control"] == CACHE
    assert "max-age=0" in CACHE
    assert re.search(r"stale-if-error=[1-9]\d{4,}", CACHE)


def test_a_link_chooses_the_language(door: ScanFirst, code: str) -> None:
    assert '<html lang="en"' in ask(door, f"/{code}?lang=en", accept_language="de").text
    assert '<html lang="de"' in ask(door, f"/{code}?lang=xx").text


@pytest.mark.parametrize("path", ["/{}", "/{}.json", "/", "/0000000Z", "/{}?as_of=1", "/{}?q=x"])
def test_every_answer_carries_the_security_headers(door: ScanFirst, code: str, path: str) -> None:
    headers = ask(door, path.format(code), host="evil.example").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src 'sha256-" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def test_the_host_header_is_never_used(door: ScanFirst, code: str) -> None:
    assert "evil.example" not in ask(door, f"/{code}", host="evil.example").text


def test_a_change_is_in_the_next_answer(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int]
) -> None:
    firm = add_firm()
    for round_ in range(20):
        with change(store) as changes:
            changes.update("tenant", firm, {"name": f"Firma {round_} GmbH"})
        assert f"Firma {round_} GmbH" in ask(door, f"/{code}", accept_encoding="gzip").text


def test_what_a_sign_says_of_itself_is_new_at_once(door: ScanFirst, store: Store, code: str) -> None:
    before = ask(door, f"/{code}").headers["etag"]
    sign = store.sign_of(code)
    assert sign
    with change(store) as changes:
        changes.update("sign", sign["id"], {"name": "Wendehammer"})
    after = ask(door, f"/{code}")
    assert "Wendehammer" in after.text
    assert after.headers["etag"] != before


def test_a_renamed_town_is_new_at_once(door: ScanFirst, store: Store, code: str) -> None:
    ask(door, f"/{code}")
    (town,) = store.read("municipality")
    with change(store) as changes:
        changes.update("municipality", town["id"], {"name": "Neustadt"})
    assert "Neustadt" in ask(door, f"/{code}").text
    assert "Amt Wachsenburg" not in ask(door, f"/{code}").text


def test_a_renamed_town_is_new_at_once_also_where_the_area_belongs_to_another(
    door: ScanFirst, store: Store, code: str
) -> None:
    sign = store.sign_of(code)
    assert sign
    with change(store) as changes:
        town = changes.create("municipality", {"ags": "16070004", "name": "Arnstadt", "geometry": NOWHERE})
        changes.update("sign", sign["id"], {"municipality": "16070004"})
    assert "Arnstadt" in ask(door, f"/{code}").text
    with change(store) as changes:
        changes.update("municipality", town, {"name": "Neustadt"})
    assert "Neustadt" in ask(door, f"/{code}").text


@pytest.mark.parametrize("store", ["geopackage"], indirect=True)
def test_an_unchanged_store_is_not_asked_again(
    door: ScanFirst, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        ask(door, f"/{code}")
    monkeypatch.setattr(door.visits._reader, "_learn_revisions", None)
    monkeypatch.setattr(door.visits._reader, "snapshot", None)
    assert ask(door, f"/{code}").status == 200


def test_of_many_changed_areas_each_is_new(
    door: ScanFirst, store: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from signage.store import directory_engines as directory

    with change(store) as changes:
        others = [places.an_area(changes, name=f"Gebiet {n}") for n in range(4)]
        signs = [places.a_sign(changes, area, number=f"G-{n:03}") for n, area in enumerate(others)]
    monkeypatch.setattr(directory, "_MOST_RAISED", 3)
    monkeypatch.setattr(directory, "_RAISED", directory._RAISED.replace("1000", "3"))
    for _ in range(2):
        assert all(ask(door, f"/{sign}").status == 200 for sign in [code, *signs])
    with change(store) as changes:
        for n, area in enumerate(others):
            changes.update("area", area, {"name": f"Neu {n}"})
    assert all(f"Neu {n}" in ask(door, f"/{sign}").text for n, sign in enumerate(signs))


def test_scans_are_counted_by_code_day_and_language(door: ScanFirst, store: Store, code: str) -> None:
    for path in (f"/{code}", f"/{code.lower()}", f"/{code}?lang=en"):
        ask(door, path)
    for method, path in (("HEAD", f"/{code}"), ("GET", f"/{code}?q=m"), ("GET", "/0000000Z")):
        ask(door, path, method)
    door.counts.flush()
    ask(door, f"/{code}")
    door.counts.flush()
    assert _counts(store) == [(code, "de", 3), (code, "en", 1)]


def test_a_page_does_not_fail_because_counting_does(
    door: ScanFirst, store: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise Unavailable(Said("voll", "disk full"))

    with monkeypatch.context() as broken:
        broken.setattr(store, "write_plain", full)
        assert ask(door, f"/{code}").status == 200
        assert door.counts.flush() == 0
    assert door.counts.flush() == 1
    assert _counts(store) == [(code, "de", 1)]


def test_no_count_is_lost_whatever_goes_wrong(
    door: ScanFirst,
    store: Store,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> None:
        tried.set()
        raise RuntimeError("nobody foresaw this")

    counts, tried = ScanCounts(store, every_seconds=0.05), threading.Event()
    with monkeypatch.context() as wrong:
        wrong.setattr(store, "write_plain", broken)
        counts.add(code, DAY, "de")
        assert tried.wait(timeout=10)
        with pytest.raises(RuntimeError):
            counts.close()
    assert "nobody foresaw this" in caplog.text
    assert counts.flush() == 1
    assert _counts(store) == [(code, "de", 1)]


def test_nobody_who_scans_waits_for_a_search(
    door: ScanFirst, code: str, add_firm: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered = threading.Event(), threading.Event()

    def slow(*given: Any) -> Any:
        begun.set()
        assert answered.wait(timeout=20)
        return search(*given)

    async def while_it_runs() -> tuple[Reply, Reply]:
        searching = asyncio.create_task(requested(door, f"/{code}?q=mueller"))
        await asyncio.to_thread(begun.wait, 20)
        page = await requested(door, f"/{code}")
        answered.set()
        return page, await searching

    add_firm()
    monkeypatch.setattr("signage_api.visitor.searching.search", slow)
    page, found = asyncio.run(while_it_runs())
    assert page.status == found.status == 200
    assert "1 Firma gefunden" in found.text


def test_a_search_does_not_answer_from_an_area_that_has_changed_meanwhile(
    door: ScanFirst, store: Store, code: str, add_firm: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def disturbed(*given: Any) -> Any:
        if not searches:
            add_firm(name="Müller Zwei", number=2)
        searches.append(given)
        return search(*given)

    searches: list[Any] = []
    add_firm()
    monkeypatch.setattr("signage_api.visitor.searching.search", disturbed)
    assert "Müller Zwei" in ask(door, f"/{code}?q=mueller").text
    assert len(searches) == 2


def test_closing_writes_the_counts_that_wait(door: ScanFirst, store: Store, code: str) -> None:
    ask(door, f"/{code}")
    door.close()
    assert _counts(store) == [(code, "de", 1)]


def test_a_store_that_does_not_answer_is_said_in_words(
    door: ScanFirst, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable(Said("weg", "gone"))

    monkeypatch.setattr(door.visits._reader, "_rows", away)
    reply = ask(door, f"/{code}", accept_language="en")
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert "Please try again" in reply.text


def test_a_fault_of_ours_is_still_a_page(door: ScanFirst, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.visits._reader, "_rows", None)
    reply = ask(door, f"/{code}")
    assert reply.status == 500
    assert "TypeError" not in reply.text


def test_caches_stay_within_their_bounds(tmp_path: Path, door: ScanFirst, store: Store, area: int) -> None:
    with change(store) as changes:
        codes = [places.a_sign(changes, area, number=f"MO-{n:03}") for n in range(30)]
    door.visits._pages._most_bytes = 20_000
    for code in codes:
        assert ask(door, f"/{code}").status == 200
    assert len(door.visits._pages) < 10


def test_the_scan_path_carries_no_heavy_library(tmp_path: Path) -> None:
    heavy = ["numpy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "folium", "pyarrow", "rapidfuzz"]
    program = f"""
import sys
from signage.store import open_store
from signage.settings import Settings
from signage_api.scanning import ScanFirst
from tests.scan.asking import Reply, ask, behind, requested
store = open_store({str(tmp_path / "a.gpkg")!r})
door = ScanFirst(behind([]), store, Settings())
assert ask(door, "/" + sys.argv[1]).status == 200
door.close()
print(sorted(set(sys.modules) & set({heavy!r})))
"""
    store = create_store(tmp_path / "a.gpkg")
    code = places.a_full_area(store, 5)
    store.close()
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", program, code]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_gzip_readers_of_other_makes_read_it(door: ScanFirst, code: str) -> None:
    assert "Muster-Ost" in gzip.decompress(ask(door, f"/{code}", accept_encoding="gzip").body).decode()


def _counts(store: Store) -> list[tuple[str, str, int]]:
    with store.engine_read() as connection:
        rows = connection.exec_driver_sql("SELECT code, language, scans FROM scan_count ORDER BY language")
        return [tuple(row) for row in rows]


def test_the_reader_fits_the_store(store: Store, door: ScanFirst) -> None:
    assert door.visits.waits is not isinstance(store, GeoPackageStore)


def test_what_is_built_or_pulled_down_is_on_the_map_at_once(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    assert '<path class="b"' not in ask(door, f"/{code}").text
    house = {"kind": "building", "area": area, "geometry": places.polygon(places.box(100, 100, 50, 50))}
    with change(store) as changes:
        built = changes.create("backdrop", house)
    first = ask(door, f"/{code}").text
    with change(store) as changes:
        changes.update("backdrop", built, {"geometry": places.polygon(places.box(400, 400, 90, 50))})
    second = ask(door, f"/{code}").text
    with change(store) as changes:
        changes.withdraw("backdrop", built)
    assert '<path class="b"' in first
    assert '<path class="b"' in second
    assert first != second
    assert '<path class="b"' not in ask(door, f"/{code}").text


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_page_of_a_file_that_is_gone_is_served_for_a_second_at_most(
    door: ScanFirst, store: Store, code: str, tmp_path: Path, how: str
) -> None:
    if not isinstance(store, GeoPackageStore):
        pytest.skip("a database is no file")
    assert ask(door, f"/{code}").status == 200
    if how == "replaced":
        create_store(tmp_path / "other.gpkg", fsync=False).close()
        (tmp_path / "other.gpkg").replace(store.path)
    else:
        store.path.unlink()
    time.sleep(1)
    assert [ask(door, path).status for path in (f"/{code}", f"/{code}.json", f"/{code}?q=a")] == [503] * 3
