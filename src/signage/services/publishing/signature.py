"""Ed25519 signatures by OpenSSL's own program: the private key is never read by this process.

docs/publishing.md shows how one is checked by hand.
"""

import os
import shutil
import subprocess
from pathlib import Path

from signage.errors import InvalidInput, Said, Unavailable

_MADE_BY = "Ed25519"


def make_key(path: Path) -> None:
    """A new private key (PKCS #8, PEM) that only its owner may read; never takes the place of a file.

    Raises InvalidInput where none can be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise InvalidInput(
            Said(
                f"Der Schlüssel {path} lässt sich nicht anlegen ({error.strerror}).",
                f"The key {path} cannot be made ({error.strerror}).",
            )
        ) from error
    try:
        os.write(descriptor, _openssl("genpkey", "-algorithm", "ed25519"))
    except BaseException:
        path.unlink()
        raise
    finally:
        os.close(descriptor)


def public_key(path: Path) -> bytes:
    """The public half (PEM) of a private key; InvalidInput when the file holds none of Ed25519."""
    try:
        if b"ED25519" not in _openssl("pkey", "-in", str(path), "-noout", "-text").upper():
            raise ValueError(path)
        return _openssl("pkey", "-in", str(path), "-pubout")
    except (ValueError, subprocess.CalledProcessError) as error:
        raise InvalidInput(
            Said(f"{path} ist kein Schlüssel für {_MADE_BY}.", f"{path} is no key for {_MADE_BY}.")
        ) from error


def signature_of(file: Path, key: Path) -> bytes:
    """The 64 bytes that sign `file` with a private key."""
    return _openssl("pkeyutl", "-sign", "-inkey", str(key), "-rawin", "-in", str(file))


def is_signed(file: Path, signature: Path, key: Path) -> bool:
    """Whether `signature` is that of `file` by the owner of a public key."""
    try:
        _openssl(
            *("pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin", "-in", str(file)),
            *("-sigfile", str(signature)),
        )
    except subprocess.CalledProcessError:
        return False
    return True


def _openssl(*words: str) -> bytes:
    program = shutil.which("openssl")
    if program is None:
        raise Unavailable(
            Said(
                "Zum Unterschreiben fehlt das Programm openssl (Debian: apt install openssl); "
                "--unsigned veröffentlicht ohne Unterschrift.",
                "Signing needs the program openssl (Debian: apt install openssl); "
                "--unsigned publishes without.",
            )
        )
    return subprocess.run([program, *words], check=True, capture_output=True, timeout=60).stdout
