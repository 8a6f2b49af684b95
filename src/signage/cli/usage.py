"""What is said of a command that was typed wrongly."""

import re

import typer
from typer.exceptions import TyperException

from signage.cli.words import tell
from signage.errors import Said

# What the parser says, and what we say; whatever it may add ('Did you mean ...?') comes behind.
_SENTENCES = (
    (r"No such command ('.*?')\.", r"Den Befehl \1 gibt es nicht."),
    (r"No such option: (\S+?)(?=\s|$)\.?", r"Die Option \1 gibt es nicht."),
    (r"Option ('.*?') requires an argument\.", r"Die Option \1 braucht einen Wert."),
    (r"Option ('.*?') does not take a value\.", r"Die Option \1 nimmt keinen Wert."),
    (r"Missing (?:argument|option|parameter) ('.*?')\.", r"Es fehlt die Angabe \1."),
    (r"Missing command\.", r"Es fehlt der Befehl."),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*?)\)", r"Zu viel angegeben: \1."),
    (r"Invalid value for ('.*?'(?: / '.*?')*):", r"\1:"),
    (r"Invalid value:", r"Falsche Angabe:"),
    (r"Input should be a valid integer.*", "Gebraucht wird eine ganze Zahl."),
    (r"Input should be a valid number.*", "Gebraucht wird eine Zahl."),
    (r"Input should be less than or equal to (\S+)", r"Höchstens \1."),
    (r"Input should be greater than or equal to (\S+)", r"Mindestens \1."),
    (r"\(?Did you mean one of: (.*?)\?\)?$", r"Gemeint ist vielleicht: \1."),
    (r"\(?Possible options: (.*?)\)$", r"Gemeint ist vielleicht: \1."),
    (r"Did you mean (.*?)\?", r"Gemeint ist vielleicht: \1."),
)


def complain_of_usage(error: TyperException) -> None:
    """Say on standard error what was typed wrongly, what belongs there, and how to see what the command
    takes.
    """
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "signage"
    complaint, wanted = " ".join(error.format_message().split()), _wanted(error)
    german, english = (
        f"{said.removesuffix('.')}: {wanted}" if wanted else said
        for said in (in_german(complaint), complaint)
    )
    tell(Said(f"Fehler: {german}\nHilfe: {path} --help", f"Error: {english}\nHelp: {path} --help"), err=True)


def _wanted(error: TyperException) -> str:
    """What belongs where nothing was given: the help of that argument, in the language of all help."""
    is_missing = type(error).__name__ == "MissingParameter"  # private to typer, as are the parameters
    return (getattr(getattr(error, "param", None), "help", None) or "") if is_missing else ""


def in_german(complaint: str) -> str:
    """The parser's complaint as one German line; what is not known stays as it says it."""
    said = " ".join(complaint.split())
    for english, german in _SENTENCES:
        said = re.sub(english, german, said)
    return said
