"""The command line. Each command parses, calls a service, and shapes the answer; errors come as one
sentence, exit code 1.
"""

import sys
from collections.abc import Sequence

from signage.cli import data, keep, paper, run, show, tokens
from signage.cli.root import root
from signage.cli.words import complain
from signage.errors import SignageError

__all__ = ["app", "main", "root"]

for _room in (keep, data, show, paper, tokens, run):
    _room.register(root)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; 0 when it did what was asked, 1 when the input or the store is at fault, 2 for wrong
    usage.
    """
    try:
        root(args=arguments)
    except SignageError as error:
        complain(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


app = main
