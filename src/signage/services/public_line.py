"""A connection to the public name, as `signage verify` asks: with TLS, in time, never too much at once."""

import http.client
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from signage.errors import InvalidInput, Said, Unavailable
from signage.packing import unpacked
from signage.services.publishing.pages import folder_of

TIMEOUT_S = 20
_ANSWER_S = 60
_UNWANTED = ("Refresh", "Set-Cookie")
_MOST_BYTES = 4 << 20
_HEADERS = {"User-Agent": "signage-verify"}


@dataclass(frozen=True)
class Reply:
    """What came back; `packing` is its Content-Encoding, `body` without it."""

    status: int
    body: bytes
    packing: str
    location: str  # whole, as a browser would understand it
    unwanted: tuple[str, ...] = ()  # header fields that no answer of ours has


class Line:
    """A connection to the public name that is kept, and made anew once where it breaks."""

    def __init__(self, public_url: str, ca_file: str | None) -> None:
        parts = urlsplit(public_url)
        self.address = public_url
        if parts.scheme == "https":
            try:
                trusted = ssl.create_default_context()
                if ca_file:
                    trusted.load_verify_locations(ca_file)
            except (OSError, ssl.SSLError) as error:
                raise InvalidInput(
                    Said(f"{ca_file} enthält keine Zertifikate.", f"{ca_file} holds no certificates.")
                ) from error
            self._line: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.netloc, timeout=TIMEOUT_S, context=trusted
            )
        else:
            self._line = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def certificate_days(self) -> int | None:
        """How many whole days the certificate is good for; None without TLS."""
        with _reaching(self.address):
            self._line.connect()
        sock = self._line.sock
        if not isinstance(sock, ssl.SSLSocket):
            return None
        held = sock.getpeercert() or {}
        return int((ssl.cert_time_to_seconds(str(held["notAfter"])) - time.time()) // 86_400)

    def get(self, token: str, language: str, packing: str) -> Reply:
        """The answer to a code, as the printed address (in German) or that of a language asks for it."""
        path = "/" + folder_of(token, language)
        reply = self._get(path.rstrip("/") if path == f"/{token}/" else path, packing)
        if reply.status in (301, 308) and reply.location == urljoin(self.address, path):
            reply = self._get(path, packing)  # a web server that knows only folders
        return reply

    def get_file(self, path: str, packing: str) -> Reply:
        """The answer to a file beside the pages."""
        return self._get(f"/{path}", packing)

    def _get(self, path: str, packing: str) -> Reply:
        with _reaching(self.address):
            try:
                return self._asked(path, packing)
            except (http.client.HTTPException, ConnectionError):
                self._line.close()
                return self._asked(path, packing)

    def _asked(self, path: str, packing: str) -> Reply:
        headers = _HEADERS | {"Accept-Encoding": packing}
        self._line.request("GET", f"{path}?uncounted=1", headers=headers)
        answer = self._line.getresponse()
        packed = answer.headers.get("Content-Encoding", "")
        body = _unpacked(_whole(answer), packed)
        unwanted = tuple(name for name in _UNWANTED if name in answer.headers)
        return Reply(
            answer.status,
            body,
            packed,
            _joined(self.address + path, answer.headers.get("Location", "")),
            unwanted,
        )


def _whole(answer: http.client.HTTPResponse) -> bytes:
    """The body, as far as it comes in time: a server that lets it drip shall not stop the round."""
    parts, size, until = [], 0, time.monotonic() + _ANSWER_S
    while size < _MOST_BYTES and (part := answer.read1(_MOST_BYTES - size)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > until:
            raise TimeoutError(f"> {_ANSWER_S} s")
    return b"".join(parts)


def _unpacked(body: bytes, packing: str) -> bytes:
    """At most `_MOST_BYTES` of it; nothing where it cannot be read, which then is what is wrong."""
    try:
        if packing == "gzip":
            return zlib.decompressobj(31).decompress(body, _MOST_BYTES)
        return unpacked(body, at_most=_MOST_BYTES) if packing == "br" else body
    except (zlib.error, ValueError):
        return b""


def _joined(address: str, location: str) -> str:
    """`location` in full; as it was sent where it is no address at all."""
    try:
        return urljoin(address, location) if location else ""
    except ValueError:
        return location


@contextmanager
def _reaching(address: str) -> Iterator[None]:
    """Troubles of the network in words."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message
        raise Unavailable(
            Said(
                f"Dem Zertifikat von {address} ist nicht zu trauen ({why}).",
                f"The certificate of {address} cannot be trusted ({why}).",
            )
        ) from error
    except (OSError, http.client.HTTPException, zlib.error, EOFError) as error:
        raise Unavailable(
            Said(f"{address} ist nicht zu erreichen ({error}).", f"{address} cannot be reached ({error}).")
        ) from error
