"""Make the list of common passwords from SecLists' `10-million-password-list-top-1000000.txt` (MIT).

    .venv/bin/python -m tools.make_common_passwords LIST

Kept are, in lower case and sorted, all that are long enough to be chosen here, and of the shorter ones the
most used, which people make longer with a year and an exclamation mark.
"""

import lzma
import sys
from pathlib import Path

from signage.services.accounts.choosing import COMMON, SHORTEST, core

MOST_SHORT = 10_000
_SHORTEST_CORE = 4


def chosen(passwords: list[str]) -> list[str]:
    """What the list keeps of passwords by rank."""
    folded = [password.casefold() for password in passwords if password.isascii()]
    long = {password for password in folded if len(password) >= SHORTEST}
    short = {core(password) for password in folded[:MOST_SHORT] if len(password) < SHORTEST}
    return sorted(long | {word for word in short if len(word) >= _SHORTEST_CORE})


def main() -> None:
    """Write the file beside the code that reads it."""
    passwords = Path(sys.argv[1]).read_text("utf-8", errors="replace").split("\n")
    kept = chosen(passwords)
    COMMON.write_bytes(lzma.compress("\n".join(kept).encode(), preset=9))
    print(f"{len(kept)} passwords in {COMMON.stat().st_size} bytes")


if __name__ == "__main__":
    main()
