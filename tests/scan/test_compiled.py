"""Templates are compiled once in a process: a second service starts from what the first compiled."""

import jinja2
import pytest

from signage.settings import Settings
from signage_api.visitor.rendering import Renderer


def test_a_second_service_compiles_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(store="unused.gpkg")
    first = Renderer(settings)

    def compile_(*_args: object, **_named: object) -> object:
        raise AssertionError("compiled again")

    monkeypatch.setattr(jinja2.Environment, "compile", compile_)
    second = Renderer(settings)
    assert second.state_page("mistyped", "de", "ABCD") == first.state_page("mistyped", "de", "ABCD")
