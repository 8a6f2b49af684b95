"""A real OpenID provider on loopback (npm `oidc-provider`), and one that lies."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import requests

from tests.house.tree import ROOT
from tests.parts import servers
from tests.parts.missing import missing

HOME = ROOT / "tools/oidc"
SECRET = "kein-Wort-davon-im-Protokoll"
CLIENT_ID = "signage"


@dataclass(frozen=True)
class RealProvider:
    """The provider that runs; `signs_in` is what a person does there."""

    issuer: str

    def signs_in(self, address: str, name: str, *, back: str) -> str:
        """Go where the service sends a browser, type a name, and give the address that leads back."""
        with requests.Session() as browser:
            browser.trust_env = False
            page = browser.get(address, timeout=10)
            assert page.ok, page.text
            answer = browser.post(
                page.url, data={"name": name, "way": "in"}, allow_redirects=False, timeout=10
            )
            while not (target := urljoin(answer.url, answer.headers["location"])).startswith(back):
                answer = browser.get(target, allow_redirects=False, timeout=10)
            return target

    def cancels(self, address: str, *, back: str) -> str:
        """As `signs_in`, of somebody who changes the mind."""
        with requests.Session() as browser:
            browser.trust_env = False
            page = browser.get(address, timeout=10)
            answer = browser.post(page.url, data={"way": "no"}, allow_redirects=False, timeout=10)
            while not (target := urljoin(answer.url, answer.headers["location"])).startswith(back):
                answer = browser.get(target, allow_redirects=False, timeout=10)
            return target


@contextmanager
def running_provider(public_url: str, folder: Path) -> Iterator[RealProvider]:
    """The provider, as it knows the service at `public_url`; skips where it cannot run."""
    if not shutil.which("node"):
        missing("Node.js", "no `node` is on the PATH")
    if not (HOME / "node_modules/oidc-provider").is_dir():
        missing("oidc-provider", "scripts/install_oidc has not been run, or could not install it")
    port = servers.free_port()
    back = {"back": f"{public_url}/login/provider/back", "out": f"{public_url}/login"}
    client = {"id": CLIENT_ID, "secret": SECRET, **back}
    environ = {"PORT": str(port), "CLIENT": json.dumps(client)}
    command = ["node", str(HOME / "provider.mjs")]
    with servers.running(command, port=port, log=folder / "provider.log", environ=environ):
        yield RealProvider(f"http://127.0.0.1:{port}")


def link_in(page: str, beginning: str) -> str:
    """The first link of a page that begins so."""
    found = re.search(rf'href="({re.escape(beginning)}[^"]*)"', page)
    assert found is not None, page
    return found[1].replace("&amp;", "&")
