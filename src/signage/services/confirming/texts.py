"""What reminders say: counts and links, nothing of firms or people. In German, as municipalities read."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from signage.languages.desk import counted, word
from signage.services.confirming.areas import DueArea
from signage.services.mailing import Letter
from signage.services.offices import Office
from signage.settings import Settings

if TYPE_CHECKING:
    from signage.services.confirming.reminders import Reminder

_LIST = "bestaetigung"
_GERMAN = "de"


def reminder(town: Office, areas: Sequence[DueArea], on: date, settings: Settings, *, step: str) -> Letter:
    """To a municipality; the address is filled in by who sends it. It is named by its step, on whichever day
    that is sent.
    """
    due_on = min(one.due_on for one in areas)
    when = "before" if due_on > on else "today" if due_on == on else "late"
    named = {"name": town.name, "day": _day(due_on)}
    firms = sum(_due(one, on) for one in areas)
    lines = [
        word(_GERMAN, "reminders.hello"),
        "",
        word(_GERMAN, f"reminders.{when}", **named),
        "",
        *(line for one in areas for line in _area(one, on, settings)),
        word(_GERMAN, "reminders.how"),
        "",
        word(_GERMAN, "reminders.automatic", link=f"{settings.public_url}/desk/office"),
    ]
    subject = counted(_GERMAN, "reminders.subject", firms, name=town.name)
    return Letter("", subject, "\n".join(lines), mail_name(town.ags, due_on, step), _LIST)


def escalation(late: Sequence["Reminder"], settings: Settings) -> Letter:
    """To the region's managers: who has not confirmed for a month. It is named by the first of them."""
    lines = [word(_GERMAN, "reminders.hello"), "", counted(_GERMAN, "reminders.late_towns", len(late)), ""]
    for one in late:
        told = {"name": one.office.name, "day": _day(one.due_on)}
        key = "reminders.town" if one.office.mail else "reminders.town_without_mail"
        lines.append("- " + counted(_GERMAN, key, one.firms, **told))
    lines += ["", word(_GERMAN, "reminders.region", link=f"{settings.public_url}/desk/region"), ""]
    lines.append(word(_GERMAN, "reminders.automatic_manager"))
    subject = counted(_GERMAN, "reminders.late_subject", len(late))
    return Letter("", subject, "\n".join(lines), min(one.mail for one in late), _LIST)


def _area(one: DueArea, on: date, settings: Settings) -> list[str]:
    name = one.name or word(_GERMAN, "confirm.no_area")
    state = "reminders.area_due" if one.due_on <= on else "reminders.area_soon"
    link = (
        f"{settings.public_url}/desk/confirm/{one.area}" if one.area else f"{settings.public_url}/desk/firms"
    )
    told = {"name": " ".join(name.split()), "day": _day(one.due_on)}
    return [counted(_GERMAN, state, _due(one, on), **told), f"  {link}", ""]


def _due(one: DueArea, on: date) -> int:
    """So many firms are due; all of an area where that is still ahead."""
    return one.due if one.due_on <= on else one.firms


def mail_name(ags: str, due_on: date, step: str) -> str:
    """What the Message-ID of a step's mail begins with."""
    return f"{_LIST}-{ags}-{due_on.isoformat()}-{step}"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
