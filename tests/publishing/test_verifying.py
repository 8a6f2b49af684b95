"""The codes as the public sees them, over TLS on loopback with a certificate of our own."""

import gzip
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from signage.cli import main
from signage.domain.validity import today
from signage.errors import InvalidInput
from signage.packing import brotli_of
from signage.services.publishing.pages import Sheet
from signage.services.verifying import Plan, Verified, every_code, verify
from signage.store import Store, open_store
from signage_api.visitor.published import RightAnswers
from tests.parts import servers
from tests.parts.missing import missing
from tests.parts.service import running_service
from tests.publishing.conftest import SETTINGS, publish_sample

TODAY = date(2026, 11, 28)
LANGUAGES = ("de", "en")
_TLS = """
listen 127.0.0.1:{port} ssl;
ssl_certificate {folder}/cert.pem;
ssl_certificate_key {folder}/key.pem;
"""


def certificate(folder: Path, days: int = 90) -> Path:
    """A certificate of our own for localhost, good for so many days, with its key beside it."""
    if shutil.which("openssl") is None:
        missing("openssl", "no openssl on the PATH")
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost"
    words += f" -addext subjectAltName=DNS:localhost -days {days} -keyout key.pem -out cert.pem"
    subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture
def public(tmp_path: Path, start_nginx: Callable[..., str]) -> Callable[..., str]:
    """Call with the inside of a server block, and what stands before it; gives the address with TLS."""

    def start(inside: str, outside: str = "", days: int = 90, modules: Sequence[str] = ()) -> str:
        certificate(tmp_path, days)
        port = servers.free_port()
        tls = _TLS.format(port=port, folder=tmp_path)
        start_nginx(f"{tls}\n{inside}", outside=outside, modules=modules)
        return f"https://localhost:{port}"

    return start


@pytest.fixture(scope="module")
def sample(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample inventory, only to be read."""
    store = open_store(Path(shutil.copy(sample_file, tmp_path_factory.mktemp("verifying"))), fsync=False)
    yield store
    store.close()


@pytest.fixture(scope="module")
def right(sample: Store) -> Iterator[RightAnswers]:
    """What is right for the sample's codes; the pages that one test has had made are there for the next."""
    with closing(RightAnswers(sample, SETTINGS, languages=LANGUAGES)) as answers:
        yield answers


@pytest.fixture(scope="module")
def release(sample: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of the sample, only to be read."""
    folder = tmp_path_factory.mktemp("release") / "out"
    publish_sample(sample, folder, day=today(), asked=LANGUAGES)
    return folder


@pytest.fixture
def current(release: Path, tmp_path: Path) -> Path:
    """The newest pages in a copy of that publication."""
    shutil.copytree(release, tmp_path / "out", symlinks=True)
    return tmp_path.resolve() / "out/current"


def verified(store: Store, right: RightAnswers, address: str, ca: Path | None, rdap: str = "") -> Verified:
    return verify(
        every_code(store), right, address, languages=LANGUAGES, today=TODAY,
        ca_file=str(ca) if ca else None, rdap=rdap,
    )  # fmt: skip


def test_a_publication_behind_nginx_shows_what_the_store_has(
    sample: Store, right: RightAnswers, current: Path, tmp_path: Path, public: Callable[..., str]
) -> None:
    address = public(
        f"root {current}/site;\ninclude {current}/rules/nginx-server.conf;",
        f"include {current}/rules/nginx-http.conf;",
    )
    found = verified(sample, right, address, tmp_path / "cert.pem")
    assert found.faults == []
    assert (found.answers, found.certificate_days) == (2 * found.codes, 89)
    assert found.codes == len(every_code(sample)) > 50
    cards = [*(current / "site/card").rglob("*.vcf")]
    assert found.files == len(cards) + len(["search.js"]) > 50


def test_a_card_and_a_script_that_are_not_as_in_the_store_are_named(
    sample: Store, right: RightAnswers, current: Path, tmp_path: Path, public: Callable[..., str]
) -> None:
    site = current / "site"
    german, english = sorted((site / "card").glob("*.vcf")), sorted((site / "card/en").glob("*.vcf"))
    other = german[3].read_bytes().replace(b"GEO:geo:", b"GEO:geo:1")
    swapped, lost = german[3], english[4]
    swapped.unlink()  # the file of the release has another name, too
    swapped.write_bytes(other)
    lost.unlink()
    (site / "search.js.gz").unlink()
    (site / "search.js").unlink()
    (site / "search.js").write_text("alert(1)")
    address = public(f"root {site};\nlocation / {{ try_files $uri $uri/index.html =404; }}")
    found = verified(sample, right, address, tmp_path / "cert.pem")
    assert {(fault.code, str(fault.said)) for fault in found.faults} >= {
        ("", f"/card/{swapped.name} zeigt etwas anderes als den Bestand"),
        ("", f"/card/en/{lost.name} antwortet mit 404, nicht mit 200"),
        ("", "/search.js zeigt etwas anderes als den Bestand"),
    }
    assert len(found.faults) == 3


def test_what_is_not_as_in_the_store_is_named(
    sample: Store, right: RightAnswers, current: Path, tmp_path: Path, public: Callable[..., str]
) -> None:
    pages = sorted((current / "site").glob("*/index.html"))
    changed, lost = pages[3], pages[9]
    changed.write_text(changed.read_text("utf-8").replace("</main>", "<p>Hier zahlen!</p></main>"), "utf-8")
    changed.with_name("index.html.gz").unlink()
    shutil.rmtree(lost.parent)
    address = public(f"root {current}/site;\nlocation / {{ try_files $uri $uri/index.html =404; }}")
    found = verified(sample, right, address, tmp_path / "cert.pem")
    assert {(fault.code, fault.language, str(fault.said)) for fault in found.faults} == {
        (changed.parent.name, "de", "zeigt etwas anderes als den Bestand"),
        (lost.parent.name, "de", "antwortet mit 404, nicht mit 200"),
        (lost.parent.name, "en", "antwortet mit 404, nicht mit 200"),
    }


def test_a_page_that_only_phones_are_shown_is_named(
    sample: Store, right: RightAnswers, current: Path, tmp_path: Path, public: Callable[..., str]
) -> None:
    changed = sorted((current / "site").glob("*/index.html"))[3]
    forged = changed.read_bytes().replace(b"</main>", b"<p>Hier zahlen!</p></main>")
    packed = changed.with_name("index.html.br")
    packed.unlink()
    packed.write_bytes(brotli_of(forged))
    address = public(
        f"root {current}/site;\ngzip_static on;\nbrotli_static on;\n"
        "location / { try_files $uri/index.html $uri =404; }",
        modules=("http_brotli_static",),
    )
    found = verified(sample, right, address, tmp_path / "cert.pem")
    assert {(fault.code, str(fault.said)) for fault in found.faults} == {
        (changed.parent.name, "zeigt etwas anderes als den Bestand")
    }


def test_a_certificate_that_nobody_vouches_for_is_said_and_one_that_ends_soon(
    sample: Store, right: RightAnswers, tmp_path: Path, public: Callable[..., str]
) -> None:
    address = public("return 404;", days=5)
    foreign = verified(sample, right, address, None)
    [fault] = foreign.faults
    assert "ist nicht zu trauen" in fault.said
    soon = verified(sample, right, address, tmp_path / "cert.pem")
    assert "Das Zertifikat endet in 4 Tagen." in {str(fault.said) for fault in soon.faults}


def test_a_name_that_nobody_answers_is_one_finding(sample: Store, right: RightAnswers) -> None:
    [fault] = verified(sample, right, f"http://127.0.0.1:{servers.free_port()}", None).faults
    assert "ist nicht zu erreichen" in fault.said


def test_a_file_without_certificates_is_refused(sample: Store, right: RightAnswers, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("nichts")
    with pytest.raises(InvalidInput, match="enthält keine Zertifikate"):
        verified(sample, right, "https://localhost:1", tmp_path / "none.pem")


@dataclass(frozen=True)
class Leading:
    """What is right for every code of a test: the way to another."""

    def answers(self, _token: str, _language: str) -> list[Sheet]:
        return [Sheet(302, leads_to="4G7R62RM")]

    def card(self, _firm: str, _language: str) -> bytes | None:
        return None

    def plans(self, wanted: Sequence[Plan], made_on: Sequence[date]) -> Sequence[bytes | None]:
        return [None for _ in zip(wanted, made_on, strict=True)]

    def files(self) -> Mapping[str, bytes]:
        return {}


@contextmanager
def answering(status: int, fields: dict[str, str], body: bytes = b"") -> Iterator[str]:
    """The address of a server that answers everything so; `{own}` in a field is that address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own = f"http://{self.headers['Host']}"
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value.format(own=own))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"Location": "/4G7R62RM"}, None),
        ({"Location": "/4G7R62RM/en/"}, None),
        ({"Location": "{own}/4G7R62RM?lang=en"}, None),
        ({"Location": "https://elsewhere.example/4G7R62RM"}, "führt nach https://elsewhere"),
        ({"Location": "//elsewhere.example/4G7R62RM"}, "führt nach http://elsewhere"),
        ({"Location": "{own}/x/4G7R62RM"}, "führt nach"),
        ({"Location": "javascript:alert(1)//4G7R62RM"}, "führt nach javascript"),
        ({"Location": "http://[::1"}, "führt nach"),
        ({"Location": "/4G7R62RM", "Set-Cookie": "a=b"}, "fremde Kopfzeilen (Set-Cookie)"),
        ({"Location": "/4G7R62RM", "Refresh": "0;url=https://x.example/"}, "fremde Kopfzeilen (Refresh)"),
    ],
)
def test_a_way_leads_to_the_code_at_the_public_name_or_is_told(
    fields: dict[str, str], said: str | None
) -> None:
    with answering(302, {"Content-Length": "0"} | fields) as address:
        found = verify(["00000000"], Leading(), address, languages=["de"], today=TODAY)
    assert [fault.said.find(said or "") >= 0 for fault in found.faults] == ([True] if said else [])


@pytest.mark.parametrize("body", [b"nothing packed", gzip.compress(b"\0" * (64 << 20), 1)])
def test_one_answer_that_cannot_be_read_does_not_hide_the_others(body: bytes) -> None:
    fields = {"Content-Encoding": "gzip", "Content-Length": str(len(body))}
    with answering(200, fields, body) as address:
        found = verify(["00000000", "11111111"], Leading(), address, languages=["de"], today=TODAY)
    assert [fault.code for fault in found.faults] == ["00000000", "11111111"]


@contextmanager
def registry(answer: object) -> Iterator[str]:
    """The address of a registry that tells this of a domain."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/domain/example.org"
        server.shutdown()


@pytest.mark.parametrize(
    ("answer", "days", "said"),
    [
        ({"events": [{"eventAction": "expiration", "eventDate": "2027-11-28T10:00:00Z"}]}, 365, None),
        (
            {"events": [{"eventAction": "expiration", "eventDate": "2026-12-08T00:00:00Z"}]},
            10,
            "Die Domain endet in 10 Tagen.",
        ),
        (
            {"events": [{"eventAction": "registration", "eventDate": "2020-01-01T00:00:00Z"}]},
            None,
            "kein Ende",
        ),
        ([], None, "gibt keine Auskunft"),
    ],
)
def test_the_registry_is_asked_when_the_domain_ends(
    geopackage: Store, answer: object, days: int | None, said: str | None
) -> None:
    none = RightAnswers(geopackage, SETTINGS, languages=LANGUAGES)
    with registry(answer) as rdap, closing(none):
        found = verified(geopackage, none, rdap.partition("/domain")[0], None, rdap=rdap)
    assert found.domain_days == days
    assert [said in fault.said for fault in found.faults if said] == ([True] if said else [])
    assert bool(found.faults) is bool(said)


def test_the_command_compares_the_running_service_and_counts_no_scan(
    fresh_sample: Path, tmp_path: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"http://127.0.0.1:{free_port}"
    words = ["verify", "--store", str(fresh_sample), "--public-url", address, "--language", "uk", "--json"]
    with running_service(fresh_sample, free_port, {"SIGNAGE_SCAN_FLUSH_SECONDS": "1"}):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code in (0, None), capsys.readouterr().out[:2000]
    told = json.loads(capsys.readouterr().out)
    assert (told["faults"], told["answers"]) == ([], 2 * told["codes"])
    assert told["files"] > 50  # cards, in either language
    store = open_store(fresh_sample)
    with closing(store), store.engine_read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM scan_count").scalar() == 0


def test_the_command_says_in_words_what_is_wrong(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str], free_port: int
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--store", str(fresh_sample), "--public-url", f"http://127.0.0.1:{free_port}"])
    told = capsys.readouterr()
    assert (ended.value.code, "ist nicht zu erreichen" in told.err) == (1, True)
    assert "1 Befunde" in told.out
