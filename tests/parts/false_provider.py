"""A provider on loopback that answers what a test wants: true tokens, and every kind of false one."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, NONCE = "signage", "the nonce of this sign-in"


class FalseProvider(ThreadingHTTPServer):
    """Answers from `claims`, `key`, `said` (whole answers by path); counts what it was `asked`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = a_key("one")
        self.published = [self.key]
        now = int(time.time())
        self.claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "kim", "iat": now, "exp": now + 300, "nonce": NONCE,
        }  # fmt: skip
        self.said: dict[str, tuple[int, bytes]] = {}
        self.metadata: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/me",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        self.asked: list[str] = []

    def id_token(self, alg: str = "RS256", key: Any = None) -> str:
        """The claims, signed."""
        signer = key or self.key
        header = {"alg": alg, "kid": signer.kid} if getattr(signer, "kid", None) else {"alg": alg}
        return jwt.encode(header, self.claims, signer, algorithms=[alg])

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body of a path."""
        self.asked.append(path)
        if path in self.said:
            return self.said[path]
        public = KeySet(list(self.published)).as_dict(private=False)
        bodies: dict[str, Any] = {
            "/.well-known/openid-configuration": self.metadata,
            "/jwks": public,
            "/me": {"sub": "kim", "email": "kim@example.org", "email_verified": True},
        }
        if path == "/token":
            bodies[path] = {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token()}
        return 200, json.dumps(bodies[path]).encode()

    def says_token(self, id_token: str | None) -> None:
        """Answer with this ID token from now on."""
        body = {"access_token": "a", "token_type": "Bearer"} | ({"id_token": id_token} if id_token else {})
        self.said["/token"] = 200, json.dumps(body).encode()


class _Handler(BaseHTTPRequestHandler):
    server: FalseProvider

    def do_GET(self) -> None:
        status, body = self.server.answer(self.path)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", body.decode())
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.do_GET()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def a_key(name: str) -> RSAKey:
    """A fresh key pair."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@contextmanager
def lying_provider() -> Iterator[FalseProvider]:
    """Runs until the block ends."""
    server = FalseProvider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
