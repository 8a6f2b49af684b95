"""Reminding a municipality of what is due, and telling the region's managers of who forgot for a month.

Run daily. Each step goes out once for a day on which something is due; what a mail server did not take is
tried again by the next run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from signage.domain.validity import today
from signage.errors import InvalidInput, Said, Unavailable
from signage.services.accounts.mails import mails_of_role
from signage.services.confirming.areas import DueArea, due_areas
from signage.services.confirming.sent import Sent, claim, note_unclear, reminders_of, settle
from signage.services.confirming.texts import escalation, mail_name, reminder
from signage.services.mailing import Letter, post
from signage.services.offices import Office, offices
from signage.services.rights import everywhere
from signage.settings import Settings
from signage.store import Store

STEPS: Mapping[str, int] = {"before": -14, "due": 0, "after": 14, "escalated": 30}  # days after it is due
_AHEAD = timedelta(days=14)
_BETWEEN = timedelta(days=13)  # a municipality gets no two reminders sooner
_WARNED = timedelta(days=16)  # so long before the managers are told it was reminded
# What a claim that nobody settled means to the next run.
_UNKNOWN = {"sending": "unclear", "unclear": "noted"}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A step for a municipality; `outcome`: `planned`, `sent`, `failed`, `under_way` (another run is at it),
    `unclear` (a run that was killed may have sent it), `noted` (the same, and a run has told of it before) or
    `nobody` (there is no address).

    `mail` is what its mail's Message-ID begins with, that of several steps by the first of them; `problem`
    what a mail server's refusal was, or by what names its log would have a mail that is unclear.
    """

    office: Office
    step: str
    due_on: date
    areas: tuple[DueArea, ...]
    to: tuple[str, ...]
    mail: str
    outcome: str = "planned"
    problem: str = ""

    @property
    def firms(self) -> int:
        """How many firms are due, or will be in two weeks."""
        return sum(one.due or one.firms for one in self.areas)


def remind(
    store: Store, settings: Settings, *, on: date | None = None, dry_run: bool = False
) -> list[Reminder]:
    """Send what is to be sent on a day; gives what became of each, the managers' last.

    InvalidInput where mails were to be sent and no mail server is set.
    """
    day = on or today()
    planned = plan(store, settings, day)
    if dry_run or not planned:
        return planned
    if not settings.smtp_url:
        raise InvalidInput(
            Said(
                "Erinnerungen brauchen einen Mailserver: SIGNAGE_SMTP_URL ist leer (docs/settings.md).",
                "Reminders need a mail server: SIGNAGE_SMTP_URL is empty (docs/settings.md).",
            )
        )
    own = [one for one in planned if one.step != "escalated"]
    done = [_send(store, settings, [one], day) for one in own]
    late = [one for one in planned if one.step == "escalated"]
    return [one for group in (*done, _send(store, settings, late, day)) for one in group]


def plan(store: Store, settings: Settings, on: date) -> list[Reminder]:
    """What is to be sent on a day, and was not yet."""
    by_town: dict[str | None, list[DueArea]] = {}
    for one in due_areas(store, everywhere("remind"), on=on):
        if one.due_on <= on + _AHEAD:
            by_town.setdefault(one.municipality, []).append(one)
    sent, towns = reminders_of(store), offices(store)
    clerks = mails_of_role(store, "clerk")
    managers = tuple(mails_of_role(store, "manager").get(None, ())) or _contact(settings)
    names = _names(sent)
    found = [
        _reminder(
            town, by_town[town.ags], sent.get(town.ags, []), clerks.get(town.ags, ()), managers, on, names
        )
        for town in towns
        if town.ags in by_town
    ]
    return sorted(filter(None, found), key=lambda one: one.step == "escalated")


def _names(sent: Mapping[str, Sequence[Sent]]) -> Mapping[datetime, str]:
    """The name of each mail to the managers by when it was begun: its steps were claimed at once."""
    found: dict[datetime, str] = {}
    for ags, steps in sent.items():
        for one in steps:
            if one.step == "escalated":
                name = mail_name(ags, one.due_on, one.step)
                found[one.at] = min(name, found.get(one.at, name))
    return found


def _reminder(
    town: Office,
    areas: Sequence[DueArea],
    sent: Sequence[Sent],
    clerks: Sequence[str],
    managers: tuple[str, ...],
    on: date,
    names: Mapping[datetime, str],
) -> Reminder | None:
    due_on = min(one.due_on for one in areas)
    own = (town.mail,) if town.mail else tuple(clerks)
    step = _step(due_on, sent, on, has_address=bool(own))
    before = [one for one in sent if (one.due_on, one.step) == (due_on, step)]
    if step is None or any(one.outcome == "sent" for one in before):
        return None
    if step != "escalated" and any(on - one.on < _BETWEEN for one in sent if one.outcome == "sent"):
        return None
    to = managers if step == "escalated" else own
    outcome = _begun(before[0], on) if before else ""
    mail = mail_name(town.ags, due_on, step)
    if outcome and step == "escalated":
        mail = names[before[0].at]
    return Reminder(town, step, due_on, tuple(areas), to, mail, outcome or ("planned" if to else "nobody"))


def _begun(one: Sent, on: date) -> str:
    """What is known of a step that a run has claimed; empty for one to be tried again. One of which nobody
    knows is tried again once another reminder may go out: else who got none would never be told of either.
    """
    if one.is_under_way(datetime.now(UTC)):
        return "under_way"
    if one.outcome == "unclear" and on - one.on >= _BETWEEN:
        return ""
    return _UNKNOWN.get(one.outcome, "")


def _step(due_on: date, sent: Sequence[Sent], on: date, *, has_address: bool) -> str | None:
    """The last step whose day has come. The managers hear of nobody who was not reminded two weeks before."""
    days = (on - due_on).days
    reached = [step for step, after in STEPS.items() if days >= after]
    if not reached:
        return None
    if reached[-1] == "escalated" and has_address:
        warned = [one for one in sent if one.due_on == due_on and one.outcome == "sent"]
        if not any(on - one.on >= _WARNED for one in warned):
            return "after"
    return reached[-1]


def _contact(settings: Settings) -> tuple[str, ...]:
    return (settings.contact_email,) if settings.contact_email else ()


def _send(store: Store, settings: Settings, reminders: Sequence[Reminder], day: date) -> list[Reminder]:
    """Claim the steps of one letter, send it to each address, and record what became of it."""
    ready = {_step_of(one): one for one in reminders if one.outcome == "planned"}
    ours = claim(store, ready)
    claimed = [one for step, one in ready.items() if step in ours]
    rest = [_with_its_name(_noted(store, one)) for one in reminders if one.outcome != "planned"]
    if not claimed:
        return rest
    refused = list(_refusals(settings, _letter(claimed, day, settings), claimed[0].to))
    outcome = "failed" if len(refused) == len(claimed[0].to) else "sent"
    settle(store, ours, outcome, datetime.now(UTC))
    return rest + [replace(one, outcome=outcome, problem=refused[0] if refused else "") for one in claimed]


def _step_of(one: Reminder) -> tuple[str, date, str]:
    return one.office.ags, one.due_on, one.step


def _letter(claimed: Sequence[Reminder], day: date, settings: Settings) -> Letter:
    one = claimed[0]
    if one.step == "escalated":
        return escalation(claimed, settings)
    return reminder(one.office, one.areas, day, settings, step=one.step)


def _noted(store: Store, one: Reminder) -> Reminder:
    """An unclear mail is so once only: who was told cannot settle it, and would be told in vain each day."""
    if one.outcome != "unclear" or note_unclear(store, *_step_of(one)):
        return one
    return replace(one, outcome="noted")


def _with_its_name(one: Reminder) -> Reminder:
    """An unclear mail with its Message-ID: whether it went out stands in the mail server's log alone."""
    if one.outcome not in ("unclear", "noted"):
        return one
    names = [f"{one.mail}.{number}" for number in range(1, max(len(one.to), 1) + 1)]
    german = f"im Protokoll des Mailservers: Message-ID {', '.join(names)}"
    return replace(one, problem=Said(german, f"in the mail server's log: Message-ID {', '.join(names)}"))


def _refusals(settings: Settings, letter: Letter, to: Sequence[str]) -> Iterator[str]:
    for number, address in enumerate(to, start=1):
        try:
            post(settings, replace(letter, to=address, key=f"{letter.key}.{number}"))
        except Unavailable as error:
            yield error.message
