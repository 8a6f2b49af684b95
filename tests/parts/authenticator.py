"""A device with passkeys, as far as a service can tell: makes keys, signs, counts; and can lie on demand."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

_PRESENT, _VERIFIED, _NEW_KEY = 1, 4, 64


@dataclass
class Device:
    """Keys for one origin. `verifies`: whether it asks for finger or PIN."""

    origin: str
    rp_id: str
    verifies: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: token_bytes(32))
    handle: bytes = b""

    def add(self, question: dict[str, Any]) -> str:
        """The answer of `navigator.credentials.create`, as our script sends it."""
        self.handle = unwrapped(question["user"]["id"])
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        named = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        data = self._data(_NEW_KEY) + named
        statement = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", question["challenge"])
        return self._answer({"clientDataJSON": wrapped(said), "attestationObject": wrapped(statement)})

    def sign(self, question: dict[str, Any]) -> str:
        """The answer of `navigator.credentials.get`."""
        self.count += 1
        data, said = self._data(0), self._said("webauthn.get", question["challenge"])
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": wrapped(said),
                "authenticatorData": wrapped(data),
                "signature": wrapped(signature),
                "userHandle": wrapped(self.handle),
            }
        )

    def _data(self, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = wrapped(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def wrapped(data: bytes) -> str:
    """Bytes as base64url, as WebAuthn's JSON has them."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def unwrapped(text: str) -> bytes:
    """The bytes behind base64url."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
