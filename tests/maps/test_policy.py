"""The content security policy computed for a page."""

import base64
import hashlib

from signage.maps.policy import content_security_policy


def digest(text: str) -> str:
    """A hash as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_inline_scripts_and_styles_are_named_by_hash() -> None:
    policy = content_security_policy("<style>a{}</style><script>if (a < b && c) run()</script>")
    assert f"script-src 'self' {digest('if (a < b && c) run()')};" in policy
    assert f"style-src 'self' {digest('a{}')};" in policy


def test_data_and_linked_scripts_need_no_hash() -> None:
    html = '<script type="application/json">{}</script><script src="/a.js"></script>'
    assert "sha256" not in content_security_policy(html)


def test_a_page_from_disk_may_ask_for_nothing() -> None:
    policy = content_security_policy("<script>go()</script>", from_disk=True)
    assert "connect-src 'none'" in policy
    assert "'self'" not in policy
    assert "frame-ancestors" not in policy
