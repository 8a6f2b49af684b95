"""One way to say that the machine lacks something a test needs."""

import os
from typing import NoReturn

import pytest


def missing(part: str, why: str) -> NoReturn:
    """Skip the test with a reason; where CI=true every part is promised, so fail it."""
    message = f"{part} is missing: {why} (scripts/install_parts installs it on Debian and Ubuntu)"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
