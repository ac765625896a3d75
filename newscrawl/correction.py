"""Corrections: the note by which an outlet says that an article was wrong before."""

import re

# "Correction: ...", "This article was amended on ...", as outlets of a dozen languages write it.
HEADED = (
    r"corrections?|clarifications?|erratum|errata|"
    r"korrektur|berichtigung|richtigstellung|"
    r"rectificatif|rectification|correctif|"
    r"fe de errores|fe de erratas|correcci[o\u00f3]n|rectificaci[o\u00f3]n|aclaraci[o\u00f3]n|"
    r"corre[c\u00e7][a\u00e3]o|errata corrige|rettifica|precisazione|"
    r"rectificatie|correctie|r[a\u00e6]ttelse|r\u00e4ttelse|rettelse|presisering|oikaisu|sprostowanie|oprava|"
    r"d[\u00fcu]zeltme|\u0438\u0441\u043f\u0440\u0430\u0432\u043b\u0435\u043d\u0438\u0435|"
    r"\u062a\u0635\u062d\u064a\u062d|\u8a02\u6b63|\u66f4\u6b63|\u8ba2\u6b63"
)
TOLD = (
    r"(?:this|an earlier version of this|a previous version of this) (?:article|story|report|piece|post)\b.{0,80}?"
    r"\b(?:amended|corrected|misstated|incorrectly|mistakenly|wrongly|erroneously|in error|"
    r"has been updated to correct)|"
    r"in einer (?:fr\u00fcheren|vorherigen) (?:fassung|version)\b|"
    r"dans une (?:pr\u00e9c\u00e9dente version|version (?:pr\u00e9c\u00e9dente|ant\u00e9rieure))\b|"
    r"una versi[o\u00f3]n anterior de (?:este|esta)\b|uma vers[a\u00e3]o anterior (?:deste|desta)\b|"
    r"(?:una|la) versione precedente di quest"
)
DATED = r"(?:\s*(?:&|and|und|et|y|e)\s+\w+)?(?:\s*[,(][^\n:]{0,40})?"  # "Correction, 4 November:"
NOTE = re.compile(rf"^[\W_]*(?:(?:{HEADED}){DATED}\s*[:\u2014\u2013-]|{TOLD})", re.IGNORECASE)
LONGEST = 1_500  # characters; a longer paragraph is an article about corrections
EDGES = 3  # paragraphs at either end of a body: there, and nowhere else, outlets put such notes


def correction_note(body: str) -> str | None:
    """Return the paragraph of a body by which the outlet corrects the article, None where there is none."""
    paragraphs = body.split("\n\n")
    edges = paragraphs if len(paragraphs) <= 2 * EDGES else [*paragraphs[:EDGES], *paragraphs[-EDGES:]]
    return next((text for text in edges if len(text) <= LONGEST and NOTE.match(text)), None)
