"""Invented firms: names nobody bears, and a few that break careless software."""

import random
from dataclasses import dataclass

from tools.sample.trades import TRADES, Trade

STEMS = (
    "Muster", "Beispiel", "Kreuzblick", "Nimmerland", "Wolkenheim", "Sternmoos", "Mondschein",
    "Übermorgen", "Möwenstein", "Äpfelchen", "Grünspecht", "Irgendwo", "Probelauf", "Platzhalter",
    "Fantasia", "Utopia", "Zauberwald", "Siebenmeilen", "Goldfisch", "Himmelblau", "Regenbogen",
    "Luftschloss", "Windmühle", "Purzelbaum", "Kieselstein", "Morgentau", "Löwenzahn",
    "Schneeflöckchen", "Eulenspiegel", "Rübezahl", "Däumling", "Münchhausen", "Kuckucksei",
    "Pusteblume", "Silberfuchs", "Rotkäppchen", "Krümel", "Schlaraffia", "Drachenschnur",
    "Sausewind", "Bummelzug", "Hüpfekästchen", "Schabernack", "Tausendschön", "Vielfraß",
    "Zuckerhut", "Nordlicht", "Südpol", "Fernweh", "Quatschkopf", "Jedermann", "Gänseblümchen",
    "Ottokar", "Xanadu", "Yeti", "Cumulus", "Tüftel", "Ölprinz", "Ährenfeld", "Federleicht",
)  # fmt: skip
FORMS = ("GmbH", "GmbH", "GmbH", "GmbH & Co. KG", "AG", "OHG", "e. G.", "UG (haftungsbeschränkt)", "SE")
PEOPLE = (
    "Erika Mustermann", "Max Mustermann", "Änne Beispiel", "Jörg Musterfrau", "Zoë Platzhalter",
    "Håkon Beispielsen", "Łukasz Przykład", "Şirin Örnek", "Otto Normalverbraucher",
    "Lieschen Müller-Muster", "Björn Probst-Probe", "Günther Irgendwer", "Anaïs Exemple", "Jiří Příklad",
    "Ștefan Exemplu", "Käthe Musterhaus",
)  # fmt: skip


@dataclass(frozen=True)
class Firm:
    """A firm's name and trade."""

    name: str
    trade: Trade
    is_person: bool = False


def _trade(word: str) -> Trade:
    return next(trade for trade in TRADES if word in trade.words)


# By the key of the area in which they appear; nobody may meet one of them unprepared.
AWKWARD = {
    "EK": (
        Firm(
            "Beispielhafte Gesellschaft für Fördertechnik, Lagertechnik und Anlagenbau mbH+Co",
            _trade("Anlagenbau"),
        ),
        Firm("شركة المثال للنقل والتخزين", _trade("Transporte")),
        Firm("חברת דוגמה ללוגיסטיקה בע״מ", _trade("Logistik")),
        Firm("ООО «Пример Логистика»", _trade("Logistikzentrum")),
        Firm("Kreuzblick Logistik GmbH", _trade("Logistik")),
    ),
    "GS": (
        Firm("Παράδειγμα Μεταφορική", _trade("Transporte")),
        Firm("Muster Import شركة نموذج GmbH", _trade("Frucht & Gemüse")),
        Firm("ТОВ «Приклад Транс»", _trade("Spedition")),
        Firm("3 D-Druck Dübelmännchen UG (haftungsbeschränkt)", _trade("Spritzguss")),
    ),
    "GO": (
        Firm("<img src=x onerror=alert(1)> & Söhne", _trade("Medienwerk")),
        Firm('O\'Muster & "Beispiel" OHG', _trade("Catering")),
        Firm("Ångström & Çelik Muster-Meßtechnik GmbH", _trade("Messtechnik")),
    ),
    "AW": (
        Firm("${7*7} Rechenbeispiel GmbH", _trade("Software")),
        Firm("=SUMME(A1:A9) Formelbau GmbH", _trade("Formenbau")),
        Firm("{{7*7}} Vorlagenwerk GmbH", _trade("Druckhaus")),
    ),
    "OH": (
        Firm("Přímá Příkladná Přeprava s. r. o.", _trade("Transporte")),
        Firm("Żółta Łódź Przykład Sp. z o.o.", _trade("Umschlag")),
    ),
}


def invented(key: str, count: int, taken: set[str], chance: random.Random) -> list[Firm]:
    """`count` firms for an area: the awkward ones of its key, then invented; no name of `taken` again."""
    firms = list(AWKWARD.get(key, ()))
    taken |= {firm.name for firm in firms}
    deck = chance.sample(TRADES, len(TRADES)) * 2
    while len(firms) < count:
        firm = _firm(deck[len(firms)], chance)
        if firm.name not in taken:
            taken.add(firm.name)
            firms.append(firm)
    return firms


def _firm(trade: Trade, chance: random.Random) -> Firm:
    word = chance.choice(trade.words)
    if chance.random() < 0.12:
        return Firm(f"{word} {chance.choice(PEOPLE)}", trade, is_person=True)
    stem, form = chance.choice(STEMS), chance.choice(FORMS)
    pattern = chance.choice(("{stem} {word} {form}", "{stem} {word} {form}", "{word} {stem} {form}"))
    return Firm(pattern.format(stem=stem, word=word, form=form), trade)
