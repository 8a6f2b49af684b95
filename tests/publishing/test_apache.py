"""Handed out by Apache with the `.htaccess` that lies in the folder, files answer like the service."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from signage_api.headers import security_headers
from tests.parts.apache import running_apache
from tests.publishing.conftest import SETTINGS
from tests.publishing.test_web_servers import get, named, page

__all__ = ["named"]  # the fixture

Named = dict[str, str]


@pytest.fixture(scope="module")
def apache(publication: Path) -> Iterator[str]:
    """The address of an Apache over a copy of the publication that everybody may read."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        folder.chmod(0o755)
        site = Path(shutil.copytree(publication / "current/site", folder / "site"))
        with running_apache(site, folder) as address:
            yield address


@pytest.mark.parametrize(("state", "status"), [("live", 200), ("gone", 410), ("early", 404)])
@pytest.mark.parametrize("tail", ["", "/"])
def test_apache_answers_each_state_as_the_service_does(
    apache: str, publication: Path, named: Named, state: str, status: int, tail: str
) -> None:
    answered = get(f"{apache}/{named[state]}{tail}")
    assert (answered[0], answered[2]) == (status, page(publication, f"{named[state]}/index.html"))


def test_apache_leads_a_moved_code_on_and_knows_what_is_not_there(
    apache: str, publication: Path, named: Named
) -> None:
    status, headers, _ = get(f"{apache}/{named['moved']}")
    assert (status, headers["Location"].removeprefix(apache)) == (302, f"/{named['live']}")
    assert get(f"{apache}/00000000")[::2] == (404, page(publication, "404.html"))
    assert get(f"{apache}/{named['live']}.json")[1]["Content-Type"] == "application/json"


def test_apache_takes_a_language_by_link_and_by_the_browser(
    apache: str, publication: Path, named: Named
) -> None:
    english, german = (page(publication, f"{named['live']}/{at}index.html") for at in ("en/", ""))
    address, liking = f"{apache}/{named['live']}", {"Accept-Language": "en-GB,de;q=0.5"}
    assert get(f"{address}?lang=en")[2] == get(f"{address}/en/")[2] == english
    assert get(address, liking)[2] == get(f"{address}/", liking)[2] == english
    assert get(f"{address}?lang=de", liking)[2] == german
    simple = page(publication, f"{named['live']}/de-simple/index.html")
    assert get(f"{address}?lang=de-simple", liking)[2] == simple
    for name in ("", "imprint/"):
        assert get(f"{apache}/{name}", liking)[2] == page(publication, f"{name}en/index.html")
    for state, status in (("gone", 410), ("early", 404)):
        told = page(publication, f"{named[state]}/en/index.html")
        assert get(f"{apache}/{named[state]}", liking)[::2] == (status, told)
    assert get(f"{apache}/00000000", liking)[::2] == (404, page(publication, "en/404.html"))


def test_apache_reads_a_code_as_it_is_typed(apache: str, named: Named) -> None:
    code = named["live"]
    for typed in (code.lower(), f"{code[:4]}-{code[4:]}", f"{code[:4].lower()}%20{code[4:]}"):
        assert led_to(apache, typed) == {(302, f"/{code}")}, typed
    assert get(f"{apache}/EEEEEEEE")[0] == 404


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ol1o-ilol", "01101101"), ("OOOOoooo", "00000000"), ("IiIlLlLI", "11111111"), ("7k3mo9ql", "7K3M09Q1")],
)
def test_apache_reads_letters_that_look_like_digits(apache: str, typed: str, meant: str) -> None:
    assert led_to(apache, typed) == {(302, f"/{meant}")}


def led_to(apache: str, typed: str) -> set[tuple[int, str]]:
    """Status and target of what was typed, as an address and in the field."""
    answers = [get(f"{apache}{path}") for path in (f"/{typed}", f"/{typed}/", f"/?code={typed}")]
    return {(status, headers["Location"].removeprefix(apache)) for status, headers, _ in answers}


def test_apache_hands_out_packed_pages_that_are_kept_until_they_change(
    apache: str, publication: Path, named: Named
) -> None:
    address = f"{apache}/{named['live']}"
    for liking, folder in (("de", ""), ("uk", "uk/")):
        _, headers, body = get(address, {"Accept-Encoding": "gzip", "Accept-Language": liking})
        assert headers["Content-Encoding"] == "gzip"
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert body == page(publication, f"{named['live']}/{folder}index.html.gz")
        assert {name.strip() for name in headers["Vary"].split(",")} == {"Accept-Language", "Accept-Encoding"}
    status, headers, _ = get(address)
    assert (status, headers["Content-Encoding"]) == (200, None)
    assert get(address, {"If-None-Match": headers["ETag"]})[0] == 304
    assert get(address, method="HEAD")[0] == 200
    assert headers["Cache-Control"] == "max-age=0, stale-if-error=604800"


@pytest.mark.parametrize(
    ("accepts", "packing"),
    [("br", "br"), ("gzip, deflate, br, zstd", "br"), ("gzip, br;q=0", "gzip"), ("gzip", "gzip"), ("", None)],
)
def test_apache_hands_out_brotli_to_who_reads_it(
    apache: str, publication: Path, named: Named, accepts: str, packing: str | None
) -> None:
    tail = {"br": ".br", "gzip": ".gz", None: ""}[packing]
    for code, status in ((named["live"], 200), (named["gone"], 410)):
        found, headers, body = get(f"{apache}/{code}", {"Accept-Encoding": accepts})
        assert (found, headers["Content-Encoding"]) == (status, packing)
        assert body == page(publication, f"{code}/index.html{tail}")
        assert headers["Content-Type"].lower() == "text/html; charset=utf-8"
        assert "Content-Language" not in headers
    script = get(f"{apache}/search.js", {"Accept-Encoding": accepts})
    assert (script[1]["Content-Encoding"], script[2]) == (packing, page(publication, f"search.js{tail}"))


def test_apache_sends_the_headers_of_the_service(apache: str, named: Named) -> None:
    for path in (f"/{named['live']}", f"/{named['gone']}", "/", "/nothing"):
        headers = get(f"{apache}{path}")[1]
        assert "style-src 'sha256-" in headers["Content-Security-Policy"]
        for name, value in security_headers(SETTINGS.public_url):
            if name != b"content-security-policy":
                assert headers.get_all(name.decode()) == [value.decode()]


def test_apache_hands_out_contact_cards_as_such(apache: str, publication: Path) -> None:
    card = min((publication / "current/site/card").glob("*.vcf"))
    assert get(f"{apache}/card/{card.name}")[1].get_all("Content-Type") == ["text/vcard; charset=utf-8"]


@pytest.mark.parametrize("accepts", ["identity", "gzip"])
def test_apache_hands_out_the_script_that_searches(apache: str, publication: Path, accepts: str) -> None:
    status, headers, body = get(f"{apache}/search.js", {"Accept-Encoding": accepts})
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, "text/javascript")
    tail = ".gz" if accepts == "gzip" else ""
    assert body == (publication / f"current/site/search.js{tail}").read_bytes()


def test_apache_keeps_rules_and_marks_to_itself(apache: str, named: Named) -> None:
    for path in (
        "/.htaccess",
        "/_redirects",
        "/_headers",
        f"/{named['gone']}/.410",
        f"/{named['gone']}/.htaccess",
    ):
        assert get(f"{apache}{path}")[0] == 404
