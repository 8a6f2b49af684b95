"""Answers that need no store: redirects, pages in words, problems, what was published last."""

from secrets import token_hex

from signage import languages
from signage.services.publishing.last_copy import Copied
from signage.settings import Settings
from signage_api import problems
from signage_api.features import as_json
from signage_api.logs import LOGGER
from signage_api.visitor import answers
from signage_api.visitor.answers import Answer, answer
from signage_api.visitor.rendering import Renderer

_KINDS = {401: "denied", 404: "not-found", 422: "invalid-input", 503: "unavailable"}  # as the API names them
_RETRY = (b"retry-after", b"5")


class Replies:
    """Made by the renderer of a service, with the headers that all its pages have."""

    def __init__(self, renderer: Renderer, settings: Settings) -> None:
        self.renderer, self.settings = renderer, settings
        self.security = answers.page_headers(
            settings.public_url, renderer.style, renderer.script, own_files=renderer.is_published
        )

    def unknown(self, language: str) -> Answer:
        """For an address that leads nowhere, where no service can say why."""
        return self.html(404, self.renderer.state_page("unknown", language, ""))

    def unavailable(self, language: str, status: int = 503) -> Answer:
        """While the store does not answer."""
        body = self.renderer.state_page("unavailable", language, "")
        return self.html(status, body, _RETRY)

    def copied(self, page: Copied, language: str) -> Answer:
        """A page as it was published last, with its day on it."""
        style = page.body.partition(b"<style>")[2].partition(b"</style>")[0].decode()
        note = b"</header>" + self.renderer.copy_note(language, page.as_of)
        body = page.body.replace(b"</header>", note, 1)
        headers = answers.page_headers(self.settings.public_url, style, "", own_files=True)
        return answer(page.status, body, answers.HTML, [answers.NO_STORE, answers.VARY, *headers])

    def copied_data(self, body: bytes) -> Answer:
        """The facts as they were published last; their day is in them."""
        return answer(200, body, answers.JSON, [answers.NO_STORE, answers.VARY, *self.security])

    def copied_file(self, body: bytes, kind: bytes) -> Answer:
        """A contact card, picture, plan or script as it was published last."""
        saved = [(b"content-disposition", b"attachment")] if kind == answers.VCARD else []
        return answer(200, body, kind, [*saved, answers.NO_STORE, answers.VARY, *self.security])

    def no_data_now(self, token: str, language: str, status: int = 503) -> Answer:
        """The same for `/{CODE}.json`."""
        text = languages.text(languages.for_staff(language), "state.unavailable.text")
        return self.problem(status, text, token, language, _RETRY)

    def redirect(self, token: str) -> Answer:
        """To the page of another code."""
        headers = [(b"location", f"/{token}".encode()), answers.ASK_FIRST, *self.security]
        return answer(302, b"", answers.HTML, headers)

    def html(self, status: int, body: bytes, *more: answers.Header) -> Answer:
        """A page in words."""
        return answer(status, body, answers.HTML, [answers.ASK_FIRST, answers.VARY, *more, *self.security])

    def problem(self, status: int, detail: str, token: str, language: str, *more: answers.Header) -> Answer:
        """Data are read by programs and staff: `detail` comes in one of their languages."""
        written_in = languages.for_staff(language)
        said = problems.problem(status, detail, written_in, f"/{token}", kind=_KINDS.get(status, ""))
        request_id = token_hex(8)
        LOGGER.info("refused", extra={"fields": {"status": status, "request_id": request_id}})
        named = (b"x-request-id", request_id.encode())
        headers = [answers.NO_STORE, answers.VARY, named, *more, *self.security]
        body = as_json(said | {"request_id": request_id})
        return answer(status, body, problems.PROBLEM_JSON.encode(), headers)
