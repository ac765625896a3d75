"""Find the news agency that an article credits."""

import re
from collections.abc import Iterable

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import texts
from newscrawl.extract.page import Rules
from newscrawl.extract.prose import plain
from newscrawl.extract.select import chosen, values

AGENCIES = {  # as credited, casefolded -> as recorded
    "ap": "AP", "associated press": "AP", "the associated press": "AP", "afp": "AFP", "agence france-presse": "AFP",
    "agence france presse": "AFP", "reuters": "Reuters", "thomson reuters": "Reuters", "dpa": "dpa",
    "deutsche presse-agentur": "dpa", "apa": "APA", "sda": "Keystone-SDA", "keystone-sda": "Keystone-SDA",
    "ansa": "ANSA", "efe": "EFE", "europa press": "Europa Press", "lusa": "Lusa", "belga": "Belga", "anp": "ANP",
    "pap": "PAP", "ctk": "ČTK", "čtk": "ČTK", "tass": "TASS", "interfax": "Interfax", "ukrinform": "Ukrinform",
    "anadolu agency": "Anadolu", "anadolu": "Anadolu", "anadolu ajansı": "Anadolu", "aa": "Anadolu", "iha": "İHA",
    "dha": "DHA", "trt world and agencies": "TRT World and agencies", "trt world": "TRT World",
    "trtworld": "TRT World", "trtworld and agencies": "TRT World and agencies", "pti": "PTI",
    "press trust of india": "PTI", "ani": "ANI", "ians": "IANS", "uni": "UNI", "kno": "KNO", "gns": "GNS",
    "xinhua": "Xinhua", "kyodo": "Kyodo", "kyodo news": "Kyodo", "jiji": "Jiji", "jiji press": "Jiji",
    "yonhap": "Yonhap", "antara": "Antara", "bernama": "Bernama", "upi": "UPI", "bloomberg": "Bloomberg",
    "pa": "PA", "pa media": "PA", "press association": "PA", "canadian press": "The Canadian Press",
    "the canadian press": "The Canadian Press", "aap": "AAP", "ntb": "NTB", "tt": "TT", "ritzau": "Ritzau",
    "stt": "STT", "epd": "epd", "kna": "KNA", "sid": "SID", "dpa-afx": "dpa-AFX", "afxp": "AFX",
}  # fmt: skip
CREDIT = re.compile(
    r"\W*(?:(?P<source>source|sources|quelle|quellen|kaynak|fuente|fonte)\s*[:;]\s*(?P<named>.{1,80}?)"
    r"|(?:with|additional|with additional) (?:inputs?|reporting) (?:from|by) (?P<inputs>.{1,80}?)"
    r"|(?:mit material (?:von|der)|mit|by|par|von) (?P<by>[^.]{1,40}?)|\(?(?P<bare>[^().]{2,40}?)\)?)\W*",
    re.IGNORECASE | re.DOTALL,
)
DATELINE = re.compile(r"^[^.\n]{2,60}\((?P<agency>[^)]{2,30})\)\s*[-–—:.]")
_PARTS = re.compile(r"\s*(?:,|/|\band\b|\bund\b|\bet\b|\by\b|&)\s*", re.IGNORECASE)
MAX_CREDIT = 120


def credit(line: str) -> str | None:
    """Return what a line credits, an empty string where that is no known agency, or None where it is no credit line."""
    match = CREDIT.fullmatch(line) if len(line) <= MAX_CREDIT else None
    if not match:
        return None
    known = _known(next(value for value in (match["named"], match["inputs"], match["by"], match["bare"]) if value))
    return known or ("" if match["named"] or match["inputs"] else None)


def agency(page: Document, rules: Rules, lines: Iterable[str], credits: Iterable[str]) -> Found[str] | None:
    """Return the agency: the outlet's selector, JSON-LD, a credit line beside the body, the dateline of its first line."""
    for text in values(chosen(page.root, rules, "agency")):
        return Found(_known(text) or text, "rule")
    for key in ("creditText", "sourceOrganization", "author"):
        for text in texts(page.article.get(key)):
            if known := _known(plain(text)):
                return Found(known, "json-ld")
    for line in credits:
        if known := credit(line):
            return Found(known, "dom:credit")
    for line in list(lines)[:2]:
        match = DATELINE.match(line)
        if match and (known := _known(match["agency"])):
            return Found(known, "dom:dateline")
    return None


def _known(text: str) -> str | None:
    """Return the agency that a credit names, the first where it names several, or None."""
    text = " ".join(text.split()).strip(" .()-–—")
    whole = AGENCIES.get(text.casefold())
    return whole or next((AGENCIES[part] for part in _PARTS.split(text.casefold()) if part in AGENCIES), None)
