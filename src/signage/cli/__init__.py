"""The command line. Each command parses, calls a service, and shapes the answer; errors come as one
sentence, exit code 1.
"""

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from signage.cli import (
    basemaps,
    data,
    excel,
    firms,
    importing,
    keep,
    paper,
    privacy,
    public,
    reminding,
    reports,
    run,
    show,
    tokens,
    users,
)
from signage.cli.language import help_in_german, speaks_german
from signage.cli.root import root
from signage.cli.usage import complain_of_usage
from signage.cli.words import complain, speak
from signage.errors import SignageError

__all__ = ["app", "main", "root"]

for _room in (
    keep,
    importing,
    data,
    excel,
    firms,
    show,
    basemaps,
    paper,
    reports,
    reminding,
    privacy,
    tokens,
    users,
    public,
    run,
):
    _room.register(root)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; 0 when it did what was asked, 1 when the input or the store is at fault, 2 for wrong
    usage.
    """
    command = typer.main.get_command(root)
    german = speaks_german(os.environ)
    speak(german=german)
    if german:
        help_in_german(command)
    try:
        sys.exit(command(args=arguments, prog_name="signage", standalone_mode=False))
    except SignageError as error:
        complain(error)
        sys.exit(1)
    except TyperException as error:
        complain_of_usage(error)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


app = main
