"""A browser without JavaScript, as one person uses it to sign in: it keeps cookies and fills in forms."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyotp import TOTP
from starlette.testclient import TestClient

_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
_SECRET = re.compile(r'desk-secret">([A-Z2-7 ]+)<')
_CODE = re.compile(r"<li><code>([0-9A-Z-]+)</code></li>")


@dataclass
class Browser:
    """`address` is what the service sees it come from, through a trusted proxy."""

    client: TestClient
    address: str = "192.0.2.7"
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""

    def get(self, path: str) -> Any:
        """Open a page; redirects are not followed."""
        return self._keep(self.client.get(path, headers=self._headers()))

    def post(self, path: str, fields: Mapping[str, Any]) -> Any:
        """Send a form with the token of the page that is open."""
        token = _TOKEN.search(self.page)
        data = ({"form_token": token[1]} if token else {}) | dict(fields)
        return self._keep(self.client.post(path, data=data, headers=self._headers()))

    def sign_in(self, mail: str, password: str) -> Any:
        """Address and password."""
        return self.post("/login", {"mail": mail, "password": password})

    @property
    def app(self) -> TOTP:
        """The app that has read the secret on the page."""
        found = _SECRET.search(self.page)
        assert found, self.page
        return TOTP(found[1].replace(" ", ""))

    @property
    def recovery_codes(self) -> list[str]:
        """The codes that the page shows."""
        return _CODE.findall(self.page)

    @property
    def text(self) -> str:
        """The page without its markup."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.page)).split())

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "Cookie": cookies,
            "Sec-Fetch-Site": "same-origin",
            "Accept": "text/html",
            "X-Forwarded-For": self.address,
            "User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0",
        }

    def _keep(self, answer: Any) -> Any:
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        self.client.cookies.clear()
        self.page = answer.text
        return answer
