"""The pages are valid HTML, in every order, language and state, with whatever is in the data."""

from typing import Any

import pytest

from signage import languages
from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.parts.markup import faults
from tests.scan import places
from tests.scan.asking import ask
from tests.scan.conftest import change

BAD = {
    "a tag left open": "<p>a<b>b</p>",
    "a block in a paragraph": "<p><div></div></p>",
    "a list with something else": "<ul><p>a</p></ul>",
    "a link in a link": '<a href="/"><a href="/">x</a></a>',
    "an id twice": '<p id="a">x</p><p id="a">y</p>',
    "an attribute twice": '<p class="a" class="b">x</p>',
    "a picture without words": '<img src="/a.jpg">',
    "an anchor that is not there": '<a href="#nowhere">x</a>',
    "a bare ampersand": "<p>Müller & Söhne</p>",
    "details without a summary": "<details><p>x</p></details>",
    "an unknown element": "<blink>x</blink>",
}


@pytest.mark.parametrize("page", BAD.values(), ids=list(BAD))
def test_the_reading_is_strict(page: str) -> None:
    assert faults(f"<!doctype html>{page}")


@pytest.fixture
def full(store: Store) -> str:
    """A sign with a picture in an area of firms that say all there is to say, one with a name for harm."""
    code = places.a_full_area(store, 14)
    everything: dict[str, Any] = {"phone": "+49 1", "web": "a.example", "jobs": "a.example/jobs"}
    with change(store) as changes:
        area = store.read("area")[0]["id"]
        everything |= {"gate": "B&C", "legal_basis": "consent", "consented_on": places.DAY}
        places.a_firm(changes, area, name=places.NASTY, number=90, **everything)
        places.a_firm(changes, area, name="Ohne Lage", number=91, geometry=None)
        changes.keep_picture("k", b"jpeg")
        changes.update("sign", store.read("sign")[0]["id"], {"picture": "k"})
    return code


@pytest.mark.parametrize("store", ["geopackage"], indirect=True)
@pytest.mark.parametrize(
    "query", ["", "order=number&", "order=way&", "q=gmbh&", "q=zzz&", "q=soehne&order=way&"]
)
def test_every_page_of_a_directory_is_valid(door: ScanFirst, full: str, query: str) -> None:
    for language in languages.languages():
        assert faults(ask(door, f"/{full}?{query}lang={language}").text) == [], language


@pytest.mark.parametrize("store", ["geopackage"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/?code=x", "/0000000Z", "/00000001"])
def test_the_other_pages_are_valid(door: ScanFirst, path: str) -> None:
    assert faults(ask(door, path).text) == []
