"""The Erfurter Kreuz signed from empty to complete on the planner's page, to its data sheets and map."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from signage.services.tokens import new_token
from signage.store import open_store
from tests.artwork.papers_read import words
from tests.parts import browser, servers, story
from tests.parts.planner import Desk
from tests.parts.service import running_service


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Desk]:
    """The planner's page over a store in which the Erfurter Kreuz has no signs."""
    store_file = story.store_without_signs(tmp_path / "story.gpkg")
    store = open_store(store_file, fsync=False)
    token = new_token(store, municipality="all", label="Planungsamt")
    store.close()
    port = servers.free_port()
    with running_service(store_file, port):
        yield Desk(f"http://127.0.0.1:{port}", token)


def pdf(page: Page, desk: Desk, path: str) -> str:
    """The words of a PDF as staff get it."""
    headers = {"Authorization": f"Bearer {desk.token}"}
    answer = page.request.get(f"{desk.base}/api/v1/{path}", headers=headers, timeout=60_000)
    assert answer.ok, answer.text()
    return words(answer.body())


# What the keyboard run signs: a pylon that is set without snapping, and a face that has to be put in order.
BY_KEYS = tuple(wish for wish in story.WISHES if wish.place[1] in (50.857686, 50.860343))
# Each press of a button of the mouse, and each key that was not typed into a field.
_WATCH_HANDS = """globalThis.hands = { mouse: [], keys: [] };
addEventListener('pointerdown', ({ target }) => hands.mouse.push(target.outerHTML.slice(0, 80)), true);
addEventListener('keydown', ({ key, target }) => {
  if (!target.matches('input')) hands.keys.push(`${key} on ${target.outerHTML.slice(0, 80)}`);
}, true);"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "wishes", "other"),
    [("mouse", story.WISHES, "keys"), ("keys", BY_KEYS, "mouse")],
    ids=["mouse", "keys"],
)
def test_the_erfurter_kreuz_is_signed_from_empty_to_complete_by(
    empty_desk: Desk, open_page: Callable[..., Page], way: str, wishes: tuple[story.Wish, ...], other: str
) -> None:
    page = open_page(browser.DESKTOP)
    page.set_default_timeout(60_000)
    page.add_init_script(_WATCH_HANDS)
    assert len(BY_KEYS) == 2
    assert empty_desk.ask(page, "GET", "signs?area=4")["features"] == []
    story.sign_the_area(page, empty_desk, way, wishes)
    assert page.evaluate(f"hands.{other}") == []
    assert page.evaluate(f"hands.{way}") != []
    assert story.open_findings(page, empty_desk) == []
    signs = empty_desk.ask(page, "GET", "signs?area=4")["features"]
    assert [sign["properties"]["type"] for sign in signs] == [wish.type for wish in wishes]
    assert [sign["properties"]["name"] for sign in signs] == [wish.name for wish in wishes]
    for sign in signs:
        sheet = pdf(page, empty_desk, f"signs/{sign['id']}/sheet.pdf")
        reasons = [one["reason"] for one in (sign["properties"].get("exceptions") or {}).values()]
        assert sign["properties"]["number"] in sheet
        assert all(reason.split(",")[0].split()[0] in sheet for reason in reasons)
    printed = pdf(page, empty_desk, "print.pdf?area=4&scale=5000&paper=A3")
    assert all(sign["properties"]["number"] in printed for sign in signs)
