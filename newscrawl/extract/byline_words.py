"""Know the words of bylines in some twenty languages."""

import re

_SAID = (
    r"(?:this (?:post|article|story|piece) (?:was|is) )?written"
    r"|written|story|stories|posted|reported|reporting|words|text|article|published|submitted|view all posts|interview"
    r"|(?:show |view )?all articles|more (?:posts|articles|stories)|review|opinion|recipe|authored|created|guest post"
    r"|zeige alle beiträge|alle beiträge|erstellt|publiziert|geschrieben|gespeichert|verfasst|veröffentlicht|protokoll"
    r"|gastbeitrag|kommentar|écrit|publié|rédigé|propos recueillis|escrito|publicado|scritto|pubblicato|geschreven"
    r"|napisan[ey]|skrevet|skriven|text und fotos|ein(?:e)? (?:gast)?(?:beitrag|kommentar|artikel|analyse)"
)
_BY = "by|von|vom|par|por|door|av|af|przez|oleh"
_HEADED = (
    r"(?:text|words|texte|texto|testo|tekst|story)\s*(?:&|\+|und|and|et|y|e|og)\s*(?:fotos?|photos?|bilder|pictures)"
    r"|(?:about the |über den |über die )?(?:(?:co-?)?authors?|autor(?:in|en|innen|es|a|as|i|e|zy)?|auteure?s?|autrice"
    r"|texte?|interview|words|writers?|written by|reporters?|journalist(?:in)?|verfasser(?:in)?|yazar|yazan"
    r"|haber|penulis|reporter|pewarta|автори?|авторы|текст|forfatter|författare|skribent|kirjoittaja|teksti|teks|tekst"
    r"|redacteur|redaktor|szerző|írta|tác giả|συντάκτης|γράφει|كتب|بقلم|الكاتب|نویسنده|מאת|लेखक|作者|文|記者|记者"
    r"|글|취재)(?:/(?:autor|in|en))?"
)
BY = re.compile(
    rf"(?:(?:{_SAID})\s+)?(?:{_BY})\b\s*:?(?:\s+|$)|(?:{_SAID}|a cura)\s+(?:di|da|de|from)\s+|(?:di|da|from)\s+"
    rf"|{_HEADED}\s*[:\uff1a]\s*"
    r"|(?:автор|yazar|penulis|author|autor(?:in(?:/autor)?)?|γράφει \u03bf|γράφει η|بقلم|מאת|记者|記者|\W?文/|theo)\s+",
    re.IGNORECASE,
)
DATED_BY = re.compile(
    r"\d\s+(?:uhr\s+)?(?:[|\u2022\u00b7\u2013-]\s*)?(?=(?:by|von|par|por|av|af|door|di|przez|oleh)\s)", re.IGNORECASE
)
STRONG_BY = re.compile(  # of a line in lower case: with a flag for case it would take twice the time
    rf"(?:(?:{_SAID})\s+)(?:{_BY})\b\s*:?\s*|{_HEADED}\s*[:\uff1a]\s*|(?:автор|autor(?:in)?/autor(?:in)?)\s+"
)
# A capital letter alone is an initial.
AND = (
    r"(?i:and|und|et|en|og|och|oraz|dan|ve|và|та|και|și|és|ir|dhe|ile|eta|और|एवं|ed|with|mit|avec|con"
    r"|im gespräch mit)|[yeai\u0438\u0456]|[و和及&+]"
)
TAIL = re.compile(
    r"\s*(?:[(\[<\uff08].*"
    r"|\s(?:fotos?|photos?|pictures?|bild(?:er)?|grafik|illustration|video|editor|redaktion)\s*[:\uff1a].*"
    r"|[|\u2013\u2014]\s.*|\s-\s.*|\b(?:in|aus|à) [^\W\d_][\w-]*|\b(?:on|am|um|le|op|den|il) \d.*"
    r"|\s\d[\d./-]{3,}.*|\bis an?\b .*"
    r"|\bon (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b.*"
    r"|\s(?:alle artikel|all articles|view all|reviewed by|edited by|fact.checked|updated|published|posted|last updated"
    r"|shares?|follow)\b.*|@.*)$"
    r"|(?<=\w)\s*(?:기자|記者|记者|특파원)$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[^\s@]+@\S+|https?://\S+|www\.[^\s()]+|(?<!\w)@\w+")
NOBODY = re.compile(
    r"^(?:editor|redaktion|fotos?|photos?|pictures?|bild(?:er)?|grafik|illustration|video|source|quelle)\s*[:\uff1a]"
    r"|^(?:\w+ )?(?:reviewed|edited|checked|translated) by\b|\b(?:by|for|your|with|yourself|reviewer)\b"
    r"|報導$|报道$|^(?:文|撰文|圖|图)$"
    r"|^(?:reviewed|revised|edited|quelle|source|fotos?|photos?|bilder?|images?|grafik|video|authors?|autor|autorin"
    r"|autoren|auteur|by|von|par|admin|administrator|webmaster|root|guest|user|anonymous|unknown|null|none|undefined|n/a"
    r"|editors?|writers?|reporters?|share|tweet|follow|read|by|home|about|contact|login|subscribe|bio|profile|more|all"
    r"|view|menu|search|print|email|e-mail|facebook|twitter|linkedin|instagram|whatsapp|website|and|und|et|y)$"
    r"|\b(?:updated?|published|posted|publiziert|veröffentlicht|aktualisiert|geschrieben|publié|shares?|follow|read"
    r"|reply|comments?|comentarios?|commentaires?|kommentare?|kommentieren|minutes?|mins?|login|subscribe"
    r"|newsletter|archive?|posts|articles?|artikel|beiträge|biografie|biography|profile|view|click|uhr|hours?|ago|vor"
    r"|photograph|istockphoto|shutterstock|getty|copyright|developer|cookies?|privacy|datenschutz|impressum|lesezeit"
    r"|bluesky|text size|leave a|about the|über den|über die|linkedin|facebook|twitter|instagram|e-?mail"
    r"|category|categories|tags?)\b",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\b(?:correspondent|reporter|writer|journalist|journalistin|editor|editors|columnist|producer|photographer"
    r"|redakteur(?:in)?|chefredakteur(?:in)?|korrespondent(?:in)?|reporterin|volontär(?:in)?|kolumnist(?:in)?"
    r"|contributor|chief|director|manager|founder|co-?founder|ceo|cto|president|head of|vice|analyst|engineer"
    r"|specialist|expert|experte|expertin|professor of|lecturer|researcher|strategist|consultant|marketing"
    r"|rédacteur|rédactrice|redactor|redactora|periodista|jurnalis|dziennikarz|gazeteci|redaktor|giornalista"
    r"|journaliste|md|phd|ph\.d|mba|cpa|rn|dvm|b\.?a|m\.?a|m\.?sc|b\.?sc|development|community|freelance"
    r"|senior|intern|fellow|associate|guest author)\b"
    r"\.?$|^(?:senior|chief|head|co-?founder|director|staff writer|licensed|certified)\b"
    r"|^(?:m\.a|b\.a|ma|ba|dr|prof)\b(?!\.? \w+\.? \w)",
    re.IGNORECASE,
)
ROLE_BEFORE = re.compile(
    r"^(?:[\w-]*(?:expert(?:e|in)|redakteur(?:in)?|autor(?:in)?|korrespondent(?:in)?|reporter(?:in)?|volontär(?:in)?"
    r"|kolumnist(?:in)?|mitarbeiter(?:in)?|journalist(?:in)?|praktikant(?:in)?)|記者|记者|文[\uff0f/])\s*"
    r"(?=[^\W\d_]\S+ [^\W\d_]|[\u3400-\u9fff]{2,4}$)",
    re.IGNORECASE,
)
HOUSE = re.compile(
    r"\.[a-z]{2,4}$|\b(?:editorial|redaktion|\w+redaktion|redaction|rédaction|redacci[oó]n|redazione|redactie|redação"
    r"|redakce|redakcja|redakcija|редакция|редакція|toimitus|staff|newsroom|desk|team|bureau|contributors?|news|nieuws"
    r"|noticias|nachrichten|newspaper|press|presse|media|magazine|zeitung|agency|agencies|agence|agencias?|ajans\u0131"
    r"|haber|agentur(?:en)?|online|digital|tv|radio|web|services?|group|inc|ltd|gmbh|llc|e\.v|editors|company|university"
    r"|universität|institut|institute|association|foundation|stiftung|studio|network|report|correspondent|correspondents"
    r"|reporters?|writers?|administrator|office|department|committee|council|ministry|\w*(?:anstalt|verband|verein|ministerium|gesellschaft|kammer|zentrale|redaktionen)|club|wire|newswire|sports?)\b"
    r"|編集部|新聞|通信|編輯|뉴스|편집부",
    re.IGNORECASE,
)
PARTICLES = frozenset((
    "af", "al", "ap", "av", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do",
    "dos", "du", "e", "el", "i", "ibn", "la", "le", "les", "mac", "of", "och", "og", "ten", "ter", "und",
    "van", "vom", "von", "y", "zu", "zum", "zur",
))  # fmt: skip
