"""A device that keeps passkeys, as Chromium makes one up: it asks for a finger, which is there or not."""

from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.parts.browser import until

_TOLD = """{
  const get = navigator.credentials.get.bind(navigator.credentials);
  window.passkeysOffered = 0;
  navigator.credentials.get = (how) => {
    if (how?.mediation === 'conditional') window.passkeysOffered += 1;
    return get(how);
  };
}"""


class Device:
    """The device of the browser's person.

    While a finger `touches` it, whatever is asked from then on is answered at once, also what a page merely
    offers; what was asked before waits for ever.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(_TOLD)
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
        options |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
        made = self._line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._which = {"authenticatorId": made["authenticatorId"]}

    def touches(self, yes: bool) -> None:
        """Whether a finger lies on it; what is asked waits for one."""
        self._line.send("WebAuthn.setAutomaticPresenceSimulation", {**self._which, "enabled": yes})

    def waits(self) -> None:
        """Until the page has offered passkeys, which no finger has answered yet; then one touches it."""
        until(self._page, "() => window.passkeysOffered > 0")
        self._page.wait_for_timeout(300)  # from the page to the device
        self.touches(True)

    def recognises_the_finger(self, yes: bool) -> None:
        """Whether the finger is the owner's."""
        self._line.send("WebAuthn.setUserVerified", {**self._which, "isUserVerified": yes})

    @property
    def keys(self) -> list[dict[str, Any]]:
        """What it keeps."""
        found: list[dict[str, Any]] = self._line.send("WebAuthn.getCredentials", self._which)["credentials"]
        return found
