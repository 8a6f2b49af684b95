"""`/invite/...`, `/login/new/...`: a password is chosen through a link; `/login/forgot` asks for one."""

from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import InvalidInput, NotFound, Unavailable
from signage.services.accounts.attempts import Asker, Attempts
from signage.services.accounts.invitations import PURPOSE, open_invitation
from signage.services.accounts.new_passwords import FORGOTTEN, accept_invitation, ask_for_new, set_forgotten
from signage.services.accounts.people import folded_mail
from signage.services.accounts.signing_in import WAIT, Outcome
from signage.services.accounts.writing import forgotten_letter
from signage.store import Store
from signage_api.desk.frame import page
from signage_api.desk.login import trouble_answer
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Fields, sent_fields
from signage_api.desk.steps import device_of, go_in, needed_after_password
from signage_api.desk.telling import tell_owner
from signage_api.mailing import Mailing, mailing_of

_WAYS = {"invite": (PURPOSE, accept_invitation), "new": (FORGOTTEN, set_forgotten)}
Form = Annotated[Fields, Depends(sent_fields)]


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route("/invite/{link}", _invited, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/invite/{link}", _accept, methods=["POST"], include_in_schema=False)
    api.add_api_route("/login/new/{link}", _forgotten, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/login/new/{link}", _renew, methods=["POST"], include_in_schema=False)
    api.add_api_route("/login/forgot", _ask, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/login/forgot", _asked, methods=["POST"], include_in_schema=False)


def _invited(request: Request, link: str) -> Response:
    return _form(request, link, "invite")


def _accept(request: Request, link: str, fields: Form) -> Response:
    return _choose(request, link, fields, "invite")


def _forgotten(request: Request, link: str) -> Response:
    return _form(request, link, "new")


def _renew(request: Request, link: str, fields: Form) -> Response:
    return _choose(request, link, fields, "new")


def _form(request: Request, link: str, way: str, problem: str = "") -> Response:
    try:
        invited = open_invitation(request.app.state.store, link, _WAYS[way][0])
    except NotFound:
        return _over(request, way)
    values = {"invited": invited, "way": way, "problem": problem}
    return page(request, "choose.html", None, values, status=422 if problem else 200)


def _choose(request: Request, link: str, fields: Form, way: str) -> Response:
    password, again = (fields.as_dict().get(name, "") for name in ("password", "again"))
    if password != again:
        return _form(request, link, way, "again")
    try:
        account = _WAYS[way][1](request.app.state.store, link, password)
    except NotFound:
        return _over(request, way)
    except InvalidInput as error:
        return _form(request, link, way, error.message)
    if way == "new":
        tell_owner(request, account, "password")
    return go_in(request, account, needs=needed_after_password(request, account), then="/desk")


def _over(request: Request, way: str) -> Response:
    return page(request, "link_over.html", None, {"way": way}, status=404)


def _ask(request: Request) -> Response:
    is_set = mailing_of(request).is_set
    return page(
        request, "forgot.html", None, {"is_asked": False, "mail": "", "trouble": "", "is_set": is_set}
    )


def _asked(request: Request, fields: Form) -> Response:
    store, mailing, mail = request.app.state.store, mailing_of(request), fields.text("mail")
    made = Attempts(store).begin(
        Asker(f"mail {folded_mail(mail)}", device_of(request).network, step="forgot")
    )
    values: dict[str, object] = {
        "is_asked": True,
        "mail": mail[:200],
        "trouble": "",
        "is_set": mailing.is_set,
    }
    if made.wait_s > 0:
        outcome = Outcome(WAIT, wait_s=made.wait_s)
        return trouble_answer(request, "forgot.html", outcome, values | {"is_asked": False})
    answer = page(request, "forgot.html", None, values)
    # After the answer, which so takes as long whether there is an account or none.
    public_url = request.app.state.settings.public_url
    answer.background = BackgroundTask(_send_forgotten, store, mailing, mail, public_url)
    return answer


def _send_forgotten(store: Store, mailing: Mailing, mail: str, public_url: str) -> None:
    if not mailing.is_set:
        return
    try:
        asked = ask_for_new(store, mail)
    except Unavailable:
        return
    if asked is not None:
        mailing.put(forgotten_letter(asked, public_url))


ROOM = Room(name="by_link", add_to=add_to)
