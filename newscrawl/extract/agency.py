"""Find the news agency that an article credits."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from newscrawl.extract.found import Found
from newscrawl.text import WORD, words

AGENCIES = {  # as credited, casefolded -> as recorded
    "ap": "AP", "associated press": "AP", "the associated press": "AP", "afp": "AFP", "agence france-presse": "AFP",
    "agence france presse": "AFP", "reuters": "Reuters", "thomson reuters": "Reuters", "dpa": "dpa",
    "deutsche presse-agentur": "dpa", "apa": "APA", "sda": "Keystone-SDA", "keystone-sda": "Keystone-SDA",
    "ansa": "ANSA", "efe": "EFE", "europa press": "Europa Press", "lusa": "Lusa", "belga": "Belga", "anp": "ANP",
    "pap": "PAP", "ctk": "ČTK", "čtk": "ČTK", "tass": "TASS", "interfax": "Interfax", "ukrinform": "Ukrinform",
    "anadolu agency": "Anadolu", "anadolu": "Anadolu", "anadolu ajans\u0131": "Anadolu", "aa": "Anadolu", "iha": "İHA",
    "dha": "DHA", "trt world": "TRT World", "trtworld": "TRT World", "pti": "PTI",
    "press trust of india": "PTI", "ani": "ANI", "ians": "IANS", "uni": "UNI", "kno": "KNO", "gns": "GNS",
    "xinhua": "Xinhua", "kyodo": "Kyodo", "kyodo news": "Kyodo", "jiji": "Jiji", "jiji press": "Jiji",
    "yonhap": "Yonhap", "antara": "Antara", "bernama": "Bernama", "upi": "UPI", "bloomberg": "Bloomberg",
    "pa": "PA", "pa media": "PA", "press association": "PA", "canadian press": "The Canadian Press",
    "the canadian press": "The Canadian Press", "aap": "AAP", "ntb": "NTB", "tt": "TT", "ritzau": "Ritzau",
    "stt": "STT", "epd": "epd", "kna": "KNA", "sid": "SID", "dpa-afx": "dpa-AFX", "afxp": "AFX",
    "dpa-infocom": "dpa", "afp news": "AFP", "reuters news": "Reuters", "agencia efe": "EFE", "agência lusa": "Lusa",
    "agenzia ansa": "ANSA", "mti": "MTI", "tanjug": "Tanjug", "hina": "HINA", "agerpres": "Agerpres", "bns": "BNS",
    "interfax-ukraine": "Interfax-Ukraine", "ria novosti": "RIA Novosti", "рейтер": "Reuters", "тасс": "TASS",
    "риа новости": "RIA Novosti", "интерфакс": "Interfax", "укринформ": "Ukrinform", "укрінформ": "Ukrinform",
    "新华社": "Xinhua", "新華社": "Xinhua", "中央社": "CNA", "共同通信": "Kyodo", "共同社": "Kyodo", "時事通信": "Jiji",
    "法新社": "AFP", "路透社": "Reuters", "路透": "Reuters", "美聯社": "AP", "美联社": "AP", "연합뉴스": "Yonhap",
    "로이터": "Reuters", "뉴시스": "Newsis", "رويترز": "Reuters", "أ ف ب": "AFP", "أسوشيتد برس": "AP",
    "الأناضول": "Anadolu",
}  # fmt: skip
CREDIT = re.compile(
    r"\W*(?:(?P<source>source|sources|quelle|quellen|kaynak|fuente|fonte|bron|kilde|källa"
    r"|lähde|źródło|zdroj|forrás|izvor|sumber|nguồn|πηγή|источник|джерело|المصدر|来源|來源|출처)\s*[:;\uff1a]\s*(?P<named>.{1,80}?)"
    r"|(?:with|additional|with additional) (?:inputs?|reports?|reporting|material) (?:from|by) (?P<inputs>.{1,80}?)"
    r"|(?:mit material (?:von|der)|mit|by|par|von) (?P<by>[^.]{1,40}?)|\(?(?P<bare>[^().]{2,40}?)\)?)\W*",
    re.IGNORECASE | re.DOTALL,
)
DATELINE = re.compile(r"^[^.\n]{2,60}\((?P<agency>[^)]{2,30})\)\s*[-\u2013\u2014:.]")
_PARTS = re.compile(r"\s*(?:,|/|\band\b|\bund\b|\bet\b|\by\b|&)\s*", re.IGNORECASE)
NAMED = re.compile(
    r"(?:the )?(?P<name>(?:[^\W\d_][\w.'-]*\s+){1,4}"
    r"(?:News Agency|Press Agency|Press Association|Newswire|News Service|Wire Service))"
)
MAX_CREDIT = 120
_GENERAL = frozenset({"agencies", "agenturen", "agences", "agencias"})
# One of these words is in each line that is a credit.
_WORDS = frozenset(word for name in AGENCIES for word in WORD.findall(name)) | _GENERAL | {
    "agency", "association", "newswire", "service", "source", "sources", "quelle", "quellen", "kaynak", "fuente",
    "fonte", "bron", "kilde", "källa", "lähde", "źródło", "zdroj", "forrás", "izvor", "sumber", "nguồn", "πηγή",
    "источник", "джерело", "المصدر", "来源", "來源", "출처", "input", "inputs", "report", "reports", "reporting",
    "material",
}  # fmt: skip


def credit(line: str, own: Collection[str] = ()) -> str | None:
    """Return what a line credits, an empty string where that is no known agency, or None where it is no credit line."""
    credited = _credited(line) if len(line) <= MAX_CREDIT else None
    return None if credited is None else known(credited, own) or ""


@lru_cache(maxsize=512)  # a page's lines are asked again and again
def _credited(line: str) -> str | None:
    """Return what a short line credits, as it is written, or None where it is no credit line."""
    if _WORDS.isdisjoint(words(line)):  # a cheap question before the dear one
        return None
    match = CREDIT.fullmatch(line)
    if not match:
        return None
    told: str | None = match["named"] or match["inputs"]
    if told:
        return told
    only: str = match["by"] or match["bare"]
    return only if all(map(_is_sign, _PARTS.split(only))) else None


def agency(
    bylines: Iterable[Found[list[str]]], credit_lines: Iterable[str], first: str, own: set[str]
) -> Found[str] | None:
    """Return the agency: of the bylines in their order, of a credit line beside the body, of the first line's dateline.

    ``own`` are the outlet's names, casefolded: an outlet that credits itself credits no agency.
    """
    for given, source in bylines:
        for text in given:
            if name := known(text, own):
                return Found(name, source)
    for line in credit_lines:
        if name := credit(line, own):
            return Found(name, "dom:credit")
    match = DATELINE.match(first)
    name = known(match["agency"], own) if match else None
    return Found(name, "dom:dateline") if name else None


def _is_sign(part: str) -> bool:
    """Tell whether a part of a line such as ``AP``, ``Reuters/xyz`` or ``dpa and agencies`` can be in a credit."""
    folded = part.strip(" .").casefold()
    is_agency = folded in AGENCIES or NAMED.fullmatch(part) is not None
    return is_agency or folded in _GENERAL


def known(text: str, own: Collection[str] = ()) -> str | None:
    """Return the agency that a credit names, the first where it names several, or None; ``own`` are never one."""
    text = " ".join(text.split()).strip(" .()-\u2013\u2014")
    for part in (text, *_PARTS.split(text)):
        named = NAMED.fullmatch(part)
        name = AGENCIES.get(part.casefold()) or (named["name"] if named and not _PARTS.search(part) else None)
        if name and name.casefold() not in own:
            return name
    return None
