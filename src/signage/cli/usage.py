"""What is said of a command that was typed wrongly."""

import re

import typer
from typer.exceptions import TyperException

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


def complain_of_usage(error: TyperException, *, german: bool = True) -> None:
    """Say on standard error what was typed wrongly, and how to see what the command takes."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "signage"
    if german:
        typer.echo(f"Fehler: {in_german(error.format_message())}\nHilfe: {path} --help", err=True)
    else:
        typer.echo(f"Error: {' '.join(error.format_message().split())}\nHelp: {path} --help", err=True)


def in_german(complaint: str) -> str:
    """The parser's complaint as one German line; what is not known stays as it says it."""
    said = " ".join(complaint.split())
    for english, german in _SENTENCES:
        said = re.sub(english, german, said)
    return said
