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
from signage.services.confirming.texts import escalation, reminder
from signage.services.mailing import Letter, post
from signage.services.offices import Office, offices
from signage.services.rights import everywhere
from signage.settings import Settings
from signage.store import Store

STEPS: Mapping[str, int] = {"before": -14, "due": 0, "after": 14, "escalated": 30}  # days after it is due
_AHEAD = timedelta(days=14)
_BETWEEN = timedelta(days=13)  # a municipality gets no two reminders sooner
_WARNED = timedelta(days=16)  # so long before the managers are told it was reminded
_UNKNOWN = {
    "sending": "unclear",
    "unclear": "noted",
}  # what a claim that nobody settled means to the next run


@dataclass(frozen=True, slots=True)
class Reminder:
    """A step for a municipality; `outcome`: `planned`, `sent`, `failed`, `unclear` (a run that was killed may
    have sent it), `noted` (the same, and a run has told of it before) or `nobody` (there is no address).
    `problem` is what a mail server's refusal was, or by what name its log would have a mail that is unclear.
    """

    office: Office
    step: str
    due_on: date
    areas: tuple[DueArea, ...]
    to: tuple[str, ...]
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
    done = [
        _send(store, settings, [one], reminder(one.office, one.areas, day, settings, step=one.step))
        for one in own
    ]
    late = [one for one in planned if one.step == "escalated"]
    if late:
        done.append(_send(store, settings, late, escalation(late, day, settings)))
    return [one for group in done for one in group]


def plan(store: Store, settings: Settings, on: date) -> list[Reminder]:
    """What is to be sent on a day, and was not yet."""
    by_town: dict[str | None, list[DueArea]] = {}
    for one in due_areas(store, everywhere("remind"), on=on):
        if one.due_on <= on + _AHEAD:
            by_town.setdefault(one.municipality, []).append(one)
    sent, towns = reminders_of(store), offices(store)
    clerks = mails_of_role(store, "clerk")
    managers = tuple(mails_of_role(store, "manager").get(None, ())) or _contact(settings)
    found = [
        _reminder(town, by_town[town.ags], sent.get(town.ags, []), clerks.get(town.ags, ()), managers, on)
        for town in towns
        if town.ags in by_town
    ]
    return sorted(filter(None, found), key=lambda one: one.step == "escalated")


def _reminder(
    town: Office,
    areas: Sequence[DueArea],
    sent: Sequence[Sent],
    clerks: Sequence[str],
    managers: tuple[str, ...],
    on: date,
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
    outcome = _UNKNOWN.get(before[0].outcome, "") if before else ""
    return Reminder(town, step, due_on, tuple(areas), to, outcome or ("planned" if to else "nobody"))


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


def _send(store: Store, settings: Settings, reminders: Sequence[Reminder], letter: Letter) -> list[Reminder]:
    """Claim the steps, send one letter to each address, and record what became of it."""
    ready = [one for one in reminders if one.outcome == "planned"]
    claimed = [one for one in ready if claim(store, one.office.ags, one.due_on, one.step)]
    rest = [_with_its_name(_noted(store, one), letter) for one in reminders if one.outcome != "planned"]
    if not claimed:
        return rest
    refused = list(_refusals(settings, letter, claimed[0].to))
    outcome = "failed" if len(refused) == len(claimed[0].to) else "sent"
    for one in claimed:
        settle(store, one.office.ags, one.due_on, one.step, outcome, datetime.now(UTC))
    return rest + [replace(one, outcome=outcome, problem=refused[0] if refused else "") for one in claimed]


def _noted(store: Store, one: Reminder) -> Reminder:
    """An unclear mail is so once only: who was told cannot settle it, and would be told in vain each day."""
    if one.outcome != "unclear" or note_unclear(store, one.office.ags, one.due_on, one.step):
        return one
    return replace(one, outcome="noted")


def _with_its_name(one: Reminder, letter: Letter) -> Reminder:
    """An unclear mail with its Message-ID: whether it went out stands in the mail server's log alone. One to
    the managers has its name from the towns and the day of the run that was killed.
    """
    if one.outcome not in ("unclear", "noted") or one.step == "escalated":
        return one
    name = f"{letter.key}.1"
    return replace(
        one,
        problem=Said(
            f"im Protokoll des Mailservers: Message-ID {name}",
            f"in the mail server's log: Message-ID {name}",
        ),
    )


def _refusals(settings: Settings, letter: Letter, to: Sequence[str]) -> Iterator[str]:
    for number, address in enumerate(to, start=1):
        try:
            post(settings, replace(letter, to=address, key=f"{letter.key}.{number}"))
        except Unavailable as error:
            yield error.message
