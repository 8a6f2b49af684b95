"""Handed out by nginx with its rules, or by any web server without, files answer like the service."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from signage.packing import unpacked
from signage.services.publishing.rules import rule_files
from signage_api.headers import security_headers
from tests.publishing.conftest import SETTINGS


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


Answer = tuple[int, "Message[str, str]", bytes]


def get(address: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
    """Status, headers and body of one answer; nothing is followed."""
    request = Request(address, headers=dict(headers or {}), method=method)
    try:
        with build_opener(_Stay).open(request, timeout=10) as reply:
            return reply.status, reply.headers, reply.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def named(publication: Path) -> dict[str, str]:
    """A code for each state."""
    site = publication / "current/site"
    gone = [path.parent.name for path in sorted(site.glob("*/.410"))]
    early = [path.parent.name for path in sorted(site.glob("*/.404"))]
    moved = (site / "_redirects").read_text().split()[:2]
    live = moved[1].strip("/")
    return {"live": live, "gone": gone[0], "early": early[0], "moved": moved[0].strip("/")}


@pytest.fixture
def nginx(publication: Path, start_nginx: Callable[..., str]) -> str:
    """The address of an nginx over the publication."""
    rules = publication.resolve() / "current/rules"
    server = f"root {publication.resolve()}/current/site;\ninclude {rules}/nginx-server.conf;\n"
    return start_nginx(server, outside=f"include {rules}/nginx-http.conf;\n")


def page(publication: Path, path: str) -> bytes:
    return (publication / "current/site" / path).read_bytes()


def test_nginx_answers_each_state_as_the_service_does(
    nginx: str, publication: Path, named: dict[str, str]
) -> None:
    for state, status in (("live", 200), ("gone", 410), ("early", 404)):
        code = named[state]
        for tail in ("", "/"):
            answered = get(f"{nginx}/{code}{tail}")
            assert (answered[0], answered[2]) == (status, page(publication, f"{code}/index.html")), state
    status, headers, _ = get(f"{nginx}/{named['moved']}")
    assert (status, headers["Location"].removeprefix(nginx)) == (302, f"/{named['live']}")
    assert get(f"{nginx}/00000000")[::2] == (404, page(publication, "404.html"))
    assert get(f"{nginx}/{named['live']}.json")[1]["Content-Type"] == "application/json"


def test_nginx_takes_a_language_by_link_and_by_the_browser(
    nginx: str, publication: Path, named: dict[str, str]
) -> None:
    english = page(publication, f"{named['live']}/en/index.html")
    german = page(publication, f"{named['live']}/index.html")
    address, liking = f"{nginx}/{named['live']}", {"Accept-Language": "en-GB,de;q=0.5"}
    assert get(f"{address}?lang=en")[2] == get(f"{address}/en/")[2] == english
    assert get(address, liking)[2] == english
    assert get(f"{address}?lang=de", liking)[2] == german
    assert get(f"{nginx}/{named['gone']}", liking)[::2] == (
        410, page(publication, f"{named['gone']}/en/index.html"),
    )  # fmt: skip
    for name in ("", "imprint/"):
        assert get(f"{nginx}/{name.rstrip('/')}", liking)[2] == page(publication, f"{name}en/index.html")


def test_nginx_reads_a_code_as_it_is_typed(nginx: str, named: dict[str, str]) -> None:
    code = named["live"]
    slips = code.lower().replace("0", "o").replace("1", "l")
    for typed in (code.lower(), f"{code[:4]}-{code[4:]}", f"{slips[:4]}%20{slips[4:]}"):
        for path in (f"/{typed}", f"/?code={typed}"):
            status, headers, _ = get(f"{nginx}{path}")
            assert (status, headers["Location"].removeprefix(nginx)) == (302, f"/{code}"), path
    assert get(f"{nginx}/EEEEEEEE")[0] == 404


def test_nginx_hands_out_packed_pages_that_are_kept_until_they_change(
    nginx: str, publication: Path, named: dict[str, str]
) -> None:
    address = f"{nginx}/{named['live']}"
    status, headers, body = get(address, {"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert body == page(publication, f"{named['live']}/index.html.gz")
    status, headers, body = get(address)
    assert get(address, {"If-None-Match": headers["ETag"]})[0] == 304
    assert get(address, method="HEAD")[0] == 200
    assert (headers["Cache-Control"], status) == ("max-age=0, stale-if-error=604800", 200)


@pytest.mark.parametrize(
    ("accepts", "packing"),
    [("br", "br"), ("gzip, deflate, br, zstd", "br"), ("gzip, br;q=0", "gzip"), ("gzip", "gzip"), ("", None)],
)
def test_nginx_with_the_module_hands_out_brotli_to_who_reads_it(
    publication: Path,
    start_nginx: Callable[..., str],
    named: dict[str, str],
    accepts: str,
    packing: str | None,
) -> None:
    rules = publication.resolve() / "current/rules"
    server = f"root {publication.resolve()}/current/site;\n"
    server += "".join(f"include {rules}/nginx-{name}.conf;\n" for name in ("server", "brotli"))
    outside = f"include {rules}/nginx-http.conf;\n"
    address = start_nginx(server, outside=outside, modules=("http_brotli_static",))
    tail = {"br": ".br", "gzip": ".gz", None: ""}[packing]
    for code, status in ((named["live"], 200), (named["gone"], 410)):
        found, headers, body = get(f"{address}/{code}", {"Accept-Encoding": accepts})
        assert (found, headers["Content-Encoding"]) == (status, packing)
        assert body == page(publication, f"{code}/index.html{tail}")
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        varies = ",".join(headers.get_all("Vary", [])).replace(" ", "").split(",")
        assert set(varies) == {"Accept-Language", "Accept-Encoding"}


def test_every_page_lies_there_as_brotli_too_and_is_smaller(publication: Path) -> None:
    pages = [
        path for kind in ("html", "json", "js") for path in publication.glob(f"current/site/**/*.{kind}")
    ]
    assert len(pages) > 100
    for path in pages:
        packed = Path(f"{path}.br").read_bytes()
        assert unpacked(packed, at_most=1 << 20) == path.read_bytes()
    sizes = [sum(Path(f"{path}{tail}").stat().st_size for path in pages) for tail in (".br", ".gz")]
    assert sizes[0] < 0.9 * sizes[1]


def test_nginx_sends_the_headers_of_the_service(nginx: str, named: dict[str, str]) -> None:
    for path in (f"/{named['live']}", f"/{named['gone']}", "/", "/nothing"):
        headers = get(f"{nginx}{path}")[1]
        assert "style-src 'sha256-" in headers["Content-Security-Policy"]
        for name, value in security_headers(SETTINGS.public_url):
            if name != b"content-security-policy":
                assert headers.get_all(name.decode()) == [value.decode()]


def test_nginx_hands_out_contact_cards_as_such(nginx: str, publication: Path) -> None:
    card = min((publication / "current/site/card").glob("*.vcf"))
    assert get(f"{nginx}/card/{card.name}")[1].get_all("Content-Type") == ["text/vcard; charset=utf-8"]


@pytest.mark.parametrize("accepts", ["identity", "gzip"])
def test_nginx_hands_out_the_script_that_searches(nginx: str, publication: Path, accepts: str) -> None:
    status, headers, body = get(f"{nginx}/search.js", {"Accept-Encoding": accepts})
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, "text/javascript")
    tail = ".gz" if accepts == "gzip" else ""
    assert body == (publication / f"current/site/search.js{tail}").read_bytes()


def test_nginx_keeps_rules_and_marks_to_itself(nginx: str, named: dict[str, str]) -> None:
    for path in ("/.htaccess", "/_redirects", "/_headers", f"/{named['gone']}/.410"):
        assert get(f"{nginx}{path}")[0] == 404


@pytest.fixture
def plain(publication: Path) -> Iterator[str]:
    """The address of a web server that knows nothing but files."""
    folder = str((publication / "current/site").resolve())
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_without_rules_has_every_page(plain: str, publication: Path, named: dict[str, str]) -> None:
    for state, code in named.items():
        target = named["live"] if state == "moved" else code
        assert get(f"{plain}/{code}/")[2] == page(publication, f"{target}/index.html")
        assert get(f"{plain}/{code}/en/")[2] == page(publication, f"{target}/en/index.html")


def test_the_rules_for_other_servers_name_what_moved_and_what_is_sent() -> None:
    rules = rule_files(("de", "en"), [("x-one", "a 'b'")], ("imprint",), {"7K3M9QX4": "00000000"})
    assert rules["site/_redirects"] == "/7K3M9QX4 /00000000 302\n"
    assert rules["site/_headers"].splitlines()[:2] == ["/*", "  x-one: a 'b'"]
    apache = rules["site/.htaccess"]
    assert "Header always set x-one \"a 'b'\"" in apache
    assert 'RewriteRule "^7K3M9QX4/?$" "/00000000" [R=302,L]' in apache
    assert "E=SIGNAGE_AT:en/" in apache
