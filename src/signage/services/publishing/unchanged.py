"""Whether a run would write just what lies there: the same store, day, software and wishes, every file whole.

Then nothing is rendered, linked and thrown away again, which for 100,000 codes takes most of a minute. Each
file is held against its hash all the same: what a disk or a hand spoiled is never taken for up to date.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson

from signage.services.publishing.release import (
    ABOUT,
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    hash_of,
    is_named,
    read_manifest,
)

_AT_ONCE = 2  # reading and hashing wait for the disk, and let go of the interpreter


def codes_of(release: Path, made_from: Mapping[str, Any], *, signed: bool) -> int | None:
    """How many codes a release holds that was made from just this, and is whole; None for any other.

    `signed` says that its signature was verified, by the key that would sign now.
    """
    try:
        about = orjson.loads((release / ABOUT).read_bytes())
        held = {name: about[name] for name in made_from}
        codes = int(about["codes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    hashes = read_manifest(release / MANIFEST)
    is_signed = PUBLIC_KEY in hashes or (release / SIGNATURE).exists()
    same = held == made_from and is_signed == signed and is_named(release)
    return codes if same and _are_whole(release, hashes) else None


def _are_whole(release: Path, hashes: Mapping[str, str]) -> bool:
    every, folder = list(hashes.items()), f"{release}/"

    def is_whole(share: int) -> bool:
        return all(hash_of(folder + path) == digest for path, digest in every[share::_AT_ONCE])

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return all(pool.map(is_whole, range(_AT_ONCE)))
