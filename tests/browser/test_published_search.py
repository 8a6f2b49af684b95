"""A published page finds and orders by its own script what the service finds and orders for the same sign."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page

from signage.services.publishing.run import publish
from signage.store import Store, create_store
from signage_api.visitor.published import PublishedPages
from signage_api.visitor.visits import Visits
from tests.browser.test_published import PHONE, SETTINGS, names, served
from tests.scan import places
from tests.scan.test_search import earlier

TYPED = (
    "mueller", "MÜLLER", "straße", "logistik", "lager", "transport", "spedycja", "metal", "zamečnictví",
    "перевезення", "kuaför", "blechbearbeitung", "Soehne", "alt & söhne", "grosmnan", "Fima", "firm 7", "12",
    "werk stoff", "xyzxyz", "zz", "  ", "garage", "essen", "bau'",
)  # fmt: skip


class Published(NamedTuple):
    """A sign's page as it is published, and what the service answers for the same sign."""

    address: str
    answered: Callable[[str, str], str]  # by query and order


def fill(store: Store) -> str:
    """Sixty firms and three more, one of which has another name since yesterday; the code of the sign."""
    code = places.a_full_area(store, 60)
    with store.change(who="Test", why="Aufbau") as change:
        renamed = places.a_firm(change, 1, name="Alt & Söhne", number=61, x=310, y=20, activity="Metallbau")
        places.a_firm(change, 1, name="Großmann GmbH", number=62, x=700, y=300, activity="Spedition")
        places.a_firm(change, 1, name="Haar & Schnitt", number=63, x=300, y=500, activity="Friseur")
    earlier(store, days=400)
    with store.change(who="Test", why="Umbenannt") as change:
        change.update("tenant", renamed, {"name": "Neu GmbH"})
    return code


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    folder: Path = tmp_path_factory.mktemp("searched")
    with closing(create_store(folder / "s.gpkg", fsync=False)) as store:
        code = fill(store)
        pages = PublishedPages(store, SETTINGS, languages=("de",), with_data=False, day=places.DAY)
        with closing(pages):
            publish(store, folder / "out", pages, day=places.DAY, public_url=SETTINGS.public_url, sync=False)
        server = served(folder / "out", tuple(pages.headers))
        with closing(Visits(store, SETTINGS, today=lambda: places.DAY)) as visits:

            def answered(query: str, order: str) -> str:
                body = visits.asked(code, "de", query.strip(), order).body  # type: ignore[arg-type]
                return gzip.decompress(body).decode()

            yield Published(f"http://127.0.0.1:{server.server_port}/{code}/", answered)
        server.shutdown()
        server.server_close()


def told(html: str, pattern: str) -> list[str]:
    """The texts in a page of the service."""
    return [unescape(re.sub(r"<[^>]*>", "", text)) for text in re.findall(pattern, html)]


def test_it_finds_what_the_service_finds(open_page: Callable[..., Page], published: Published) -> None:
    page = open_page(PHONE)
    page.goto(published.address)
    found = set()
    for typed in TYPED:
        right = published.answered(typed, "")
        page.get_by_role("searchbox").fill(typed)
        assert names(page) == told(right, r"<h3[^>]*>(.*?)</h3>"), typed
        said = page.locator("[role=status] p").all_inner_texts()
        assert [one for one in said if "heißt heute" in one] == told(
            right, r'<p class="s">(„.*?heißt heute.*?)</p>'
        ), typed
        assert ("Genau so heißt nichts. Ähnlich klingt:" in said) == ("Genau so heißt nichts" in right), typed
        assert any(one.startswith("Keine Firma passt zu") for one in said) == ("Keine Firma passt" in right)
        found.add(len(names(page)))
    assert len(found) > 4  # not all and not nothing each time


def test_it_groups_by_direction_as_the_service_does(
    open_page: Callable[..., Page], published: Published
) -> None:
    page = open_page(PHONE)
    page.goto(published.address)
    page.locator(".ord button[value=way]").click()
    right = published.answered("", "way")
    groups = told(right, r'<h2 class="gh">(.*?)</h2>')
    assert page.locator("h2.gh").all_inner_texts() == groups
    assert len(groups) > 1
    shown = [part.locator("h3").all_text_contents() for part in page.locator("h2.gh+.l").all()]
    lists = [told(part, r"<h3[^>]*>(.*?)</h3>") for part in right.split('<h2 class="gh">')[1:]]
    assert [sorted(part) for part in shown] == [sorted(part) for part in lists]
    page.get_by_role("searchbox").fill("mueller")
    assert names(page) == told(published.answered("mueller", "way"), r"<h3[^>]*>(.*?)</h3>")
