"""What the list of a page asks for while somebody types: the same search as the form's, in few bytes."""

from collections.abc import Callable, Sequence
from urllib.parse import quote

import orjson
import pytest

from signage import languages
from signage.services.scan import Firm
from signage.services.scan_search import Found, search
from signage.store import Store
from signage_api.scanning import ScanFirst
from signage_api.visitor import live
from signage_api.visitor.sharing import sharing_script
from signage_api.visitor.style import search_script
from tests.scan import places
from tests.scan.asking import ask

AddFirm = Callable[..., int]
EVERY = languages.languages()


def found(door: ScanFirst, code: str, query: str, language: str = "de", more: str = "") -> dict[str, object]:
    reply = ask(door, f"/{code}/found?q={quote(query)}&lang={language}{more}")
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    answer: dict[str, object] = reply.data
    return answer


@pytest.mark.parametrize("query", ["Mueller", "mülelr", "werkstatt", "zahnarzt", "müller schrauben", "2"])
@pytest.mark.parametrize("language", ["de", "uk"])
def test_it_finds_and_says_what_the_form_finds_and_says(
    door: ScanFirst, code: str, add_firm: AddFirm, query: str, language: str
) -> None:
    for number, (name, activity) in enumerate(
        [
            ("Müller Schrauben", "Handel"),
            ("Kfz-Werkstatt Öz", "Reparatur von Kraftwagen"),
            ("Zaun KG", "Zäune"),
        ]
    ):
        add_firm(name=name, activity=activity, number=number + 1)
    answer = found(door, code, query, language)
    page = ask(door, f"/{code}?q={quote(query)}&lang={language}").text
    assert [f'<li id="f{anchor}">' in page for anchor in "123"] == [a in answer["firms"] for a in "123"]  # type: ignore[operator]
    for said in (answer["heading"], *answer["notes"]):  # type: ignore[misc]
        assert str(said) in page


def test_a_former_name_is_told(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(name="Neu & Söhne")
    (firm,) = search([*_firms(door, code)], [None], "neu").firms
    told = orjson.loads(live.found_json("de", "alt", Found([firm], former=[("Altmeister KG", firm)])))
    assert told["notes"] == ["„Altmeister KG“ heißt heute „Neu & Söhne“."]
    assert told["missed"] is False


def _firms(door: ScanFirst, code: str) -> Sequence[Firm]:
    ask(door, f"/{code}")
    page = door.visits._pages.get((code, "de"))
    assert page
    share = door.visits._areas.get((page.point.area or 0, "de"))
    assert share
    return share.page.firms


def test_an_answer_is_a_fraction_of_a_page(door: ScanFirst, store: Store) -> None:
    code = places.a_full_area(store, 60)
    assert len(ask(door, f"/{code}/found?q=gmbh").body) < 700


def test_a_word_is_counted_when_it_is_finished_not_while_it_is_typed(
    door: ScanFirst, store: Store, code: str, area: int, add_firm: AddFirm
) -> None:
    add_firm()
    for typed in ("zah", "zahn", "zahnarzt"):
        assert found(door, code, typed)["missed"] is True
    found(door, code, "Zahnarzt", more="&done=1")
    found(door, code, "müller", more="&done=1")
    found(door, code, "", more="&done=1")
    door.visits.misses.flush()
    with store.engine_read() as connection:
        rows = connection.exec_driver_sql("SELECT area, term, misses FROM search_miss")
        assert [tuple(row) for row in rows] == [(area, "zahnarzt", 1)]


def test_a_search_is_no_scan(door: ScanFirst, store: Store, code: str) -> None:
    found(door, code, "x")
    door.counts.flush()
    with store.engine_read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM scan_count").scalar() == 0


@pytest.mark.parametrize(("path", "status"), [("/0000000Z/found?q=x", 404), ("/{}/found/?q=x", 418)])
def test_what_leads_to_no_directory_finds_nothing(door: ScanFirst, code: str, path: str, status: int) -> None:
    assert ask(door, path.format(code)).status == status


def test_only_a_directory_may_fetch_and_only_from_its_own_host(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    add_firm()
    policy = ask(door, f"/{code}").headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert policy.count("'self'") == policy.count(" 'self'")
    assert "http" not in policy
    for path in ("/", "/0000000Z", "/imprint"):
        other = ask(door, path).headers["content-security-policy"]
        assert "connect-src" not in other
        assert "script-src 'sha256-" in other
        assert "'self'" not in other.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize("language", EVERY)
def test_the_script_carries_all_texts_of_a_language(language: str) -> None:
    said, _, code = live.script().partition(b";\n")
    texts = orjson.loads(said.removeprefix(b"self.signageLive = "))[language]
    assert all(texts.values())
    some = [languages.plural(language, "search.found", n) for n in (1, 2, 5)]
    assert {form.format(n=n) for form in texts["found"].values() for n in (1, 2, 5)} >= set(some)
    for name in texts:
        assert f"texts.{name}".encode() in code


@pytest.mark.parametrize("language", EVERY)
def test_live_and_published_pages_hand_entries_on_by_one_script(language: str) -> None:
    shared = sharing_script()
    said, _, code = shared.partition(b";\n")
    texts = orjson.loads(said.removeprefix(b"self.signageSharing = "))[language]
    assert all(texts.values())
    assert all(f"texts.{name}".encode() in code for name in texts)
    assert live.script().endswith(shared)
    assert search_script().endswith(shared)


def test_the_page_names_the_script_of_this_version(door: ScanFirst, code: str) -> None:
    assert f"/live/{live.version()}.js" in ask(door, f"/{code}").text
