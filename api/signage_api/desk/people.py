"""`/people`: administrators find and invite; one account stands in `person`, the log in `event_log`."""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.layers import LAYERS
from signage.domain.roles import ROLES
from signage.errors import InvalidInput, NotFound, Said
from signage.services.accounts.invitations import Invitation, invite
from signage.services.accounts.listing import people
from signage.services.accounts.places import Place, places
from signage.services.accounts.sessions import SignedIn
from signage.services.accounts.writing import invitation_address, invitation_letter
from signage.services.rights import Grant, Rights
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.moments import moment
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Fields, Me, Sent, proved
from signage_api.mailing import mailing_of
from signage_api.problems import NOTHING_HERE

_FIELDS_OF = ("tenant", "sign", "area")


def keeper(request: Request, me: Me) -> SignedIn:
    """An administrator who has shown password or code within minutes; for others there is no such page."""
    if not me.rights.keeps_accounts:
        raise NotFound(NOTHING_HERE)
    return proved(request)


Keeper = Annotated[SignedIn, Depends(keeper)]


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route("/people", _list, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/people/new", _new, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/people/new", _invite, methods=["POST"], include_in_schema=False)


def grant_of(fields: Fields) -> Grant:
    """The right that a form describes: role, place (`all`, a municipality or `AGS/area`), perhaps fields.

    Raises InvalidInput where no place was chosen, or none that the form has, and the role does not follow
    from none.
    """
    place, slash, area = fields.text("place").partition("/")
    role = ROLES.get(fields.text("role"))
    is_odd = bool(slash) and id_in(area) is None  # not the whole municipality instead
    if is_odd or (not place and role and not role.is_regional):
        raise InvalidInput(
            Said("Bitte wählen Sie, wofür das Recht gilt.", "Please choose what the right is for."),
            {"place": Said("nicht gewählt", "not chosen")},
        )
    chosen = frozenset(fields.all("field")) or None
    return Grant(fields.text("role"), None if place in ("", "all") else place, id_in(area), chosen)


def grant_form(grant: Grant) -> Fields:
    """The form that `grant_of` reads as this right."""
    place = grant.municipality or "all"
    place += f"/{grant.area}" if grant.area is not None else ""
    fields = [("field", name) for name in sorted(grant.fields or ())]
    return Fields([("role", grant.role), ("place", place), *fields])


def grant_values(request: Request, fields: Fields | None = None) -> dict[str, Any]:
    """What the form of a right needs, with what was chosen."""
    return {
        "roles": {name: role.said for name, role in ROLES.items()},
        "places": places(request.app.state.store),
        "layers": [LAYERS[name] for name in _FIELDS_OF],
        "chosen": fields.as_dict() if fields else {},
        "chosen_fields": fields.all("field") if fields else [],
    }


def told(grant: Grant, known: list[Place], language: str) -> str:
    """A right in words: `Sachbearbeitung, Gotha, nur Telefon`."""
    names = {place.ags: place.name for place in known}
    areas = {number: name for place in known for number, name in place.areas}
    everywhere = "all municipalities" if language == "en" else "alle Gemeinden"
    role = ROLES[grant.role].said
    parts = [role.english if language == "en" else str(role)]
    parts.append(names.get(grant.municipality, grant.municipality) if grant.municipality else everywhere)
    if grant.area is not None:
        parts.append(areas.get(grant.area, str(grant.area)))
    if grant.fields:
        titles = sorted({_title(name, language) for name in grant.fields})
        parts.append(("only " if language == "en" else "nur ") + ", ".join(titles))
    return ", ".join(parts)


def _title(name: str, language: str) -> str:
    """A field as screens call it."""
    found = next((LAYERS[one].editable[name] for one in _FIELDS_OF if name in LAYERS[one].editable), None)
    if found is None:
        return name
    return found.english if language == "en" else found.german


def hand_over(request: Request, me: SignedIn, invited: Invitation) -> Response:
    """Send an invitation's mail, or show its link where no mail goes out."""
    public_url = request.app.state.settings.public_url
    if mailing_of(request).put(invitation_letter(invited, public_url, by=me.name)):
        return go_to(request, f"/people/{invited.account}?done=invited")
    language = desk_language(request, me)
    values = {
        "invited": invited,
        "address": invitation_address(invited, public_url),
        "until": moment(invited.ends_at, language),
    }
    return page(request, "person_link.html", me, values)


def _list(request: Request, me: Me) -> Response:
    if not me.rights.keeps_accounts:
        raise NotFound(NOTHING_HERE)
    search, ended = request.query_params.get("q", "")[:100].strip(), bool(request.query_params.get("ended"))
    store, language = request.app.state.store, desk_language(request, me)
    values = {
        "people": people(store, search=search, ended=ended),
        "search": search,
        "ended": ended,
        "told": partial(told, known=places(store), language=language),
        "moment": partial(moment, language=language),
    }
    return page(request, "people.html", me, values)


def _new(request: Request, me: Keeper) -> Response:
    values = {"name": "", "mail": "", "problem": "", "problems": {}}
    return _new_page(request, me, grant_values(request) | values)


def _new_page(request: Request, me: SignedIn, values: dict[str, Any], status: int = 200) -> Response:
    told = {"is_set": mailing_of(request).is_set}
    return page(request, "person_new.html", me, values | told, status=status)


def _invite(request: Request, me: Keeper, fields: Sent) -> Response:
    store, mail, name = request.app.state.store, fields.text("mail"), fields.text("name")
    try:
        invited = invite(store, mail=mail, name=name, grants=[grant_of(fields)], by=me.rights)
    except InvalidInput as error:
        values = {"name": name, "mail": mail, "problem": error.message, "problems": error.problems}
        return _new_page(request, me, grant_values(request, fields) | values, status=422)
    return hand_over(request, me, invited)


def _is_open(rights: Rights) -> bool:
    return rights.keeps_accounts


ROOM = Room(name="people", add_to=add_to, path="/people", label="people.label", is_open=_is_open)
