"""Somebody at the desk: a session's cookie, the token of its forms, and pages read as text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from starlette.testclient import TestClient

_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@dataclass
class Visitor:
    """Asks as one session does; forms carry the session's token and come from a page of ours."""

    client: TestClient
    cookie: str
    account: int
    headers: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # by cookie
    numbers: ClassVar[Iterator[int]] = count(1)

    def get(self, path: str, **more: Any) -> Any:
        """A page."""
        return self.client.get(path, headers=self._headers(more), **more)

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """A form as our own page sends it; a value may be a list."""
        given = fields or {}
        data = given if "form_token" in given else {"form_token": self.token, **given}
        return self.client.post(path, data=data, headers=self._headers(more), **more)

    @property
    def token(self) -> str:
        """The token in the forms of this session; its first page is asked for it, for it stays the same."""
        if self.cookie not in self.tokens:
            found = _TOKEN.search(self.get("/desk").text)
            assert found is not None
            self.tokens[self.cookie] = found[1]
        return self.tokens[self.cookie]

    def _headers(self, more: dict[str, Any]) -> dict[str, str]:
        own = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        given: dict[str, str] = more.pop("headers", {})
        return own | self.headers | given
