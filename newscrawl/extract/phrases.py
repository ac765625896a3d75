"""Know the interface phrases that stand around articles; each is matched against a whole line, casefolded."""

import re

_SHARE = (
    "share|tweet|send|pin|print|save|email|e-mail|copy link|facebook|twitter|whatsapp|telegram|linkedin|reddit"
    "|pinterest|messenger|x|teilen|partager|compartir|condividi|payla\u015f"
)
_COUNTED = (
    "shares?|views?|comments?|likes?|reactions?|replies|tweets?|kommentare?|commentaires?|comentarios?|min read"
    "|minutes? read|votes?"
)
_MORE = (
    "read more|read also|also read|more on this|related|see also|watch|listen|don't miss|mehr zum thema"
    "|lesen sie auch|auch interessant|lire aussi|à lire aussi|lea también|leggi anche|lees ook|läs också|les også"
    "|czytaj więcej|czytaj także|zobacz także|читайте также|ayr\u0131ca okuyun|baca juga|leia também|leia mais"
)
_PICTURE = "photo|image|picture|foto|bild|photograph"

FURNITURE = re.compile(
    "|".join(
        f"(?:{line})"
        for line in (
            rf"(?:(?:{_SHARE})(?: (?:on|this|auf|sur|via|by|it))*\W*)+",
            rf"[\d.,]+\s*[km]?\s*(?:{_COUNTED})(?:\W+(?:{_SHARE}|{_COUNTED}))*",
            _COUNTED,
            rf"(?:{_MORE})\W*",
            r"no results?|view all results?|previous(?: post| article)?|next(?: post| article)?",
            r"related (?:posts?|articles?|stories|news|topics)",
            r"advertisements?|sponsored(?: content)?|anzeige|werbung|publicité|publicidad|pubblicità|reklam[ae]?",
            r"leave a (?:reply|comment).*|cancel reply|your email address will not be published.*",
            r"required fields are marked.*|remember me|welcome back!?|log ?in to your account below",
            r"(?:log|sign) (?:in|up|out)|subscribe(?: now)?|register|contact us|home|menu|search|close",
            r"skip to (?:main )?content|forgot(?:ten)? password\??|retrieve your password",
            r"please enter your (?:user ?name|email).*",
            r"if you like (?:this|the) (?:story|article|post),? (?:please )?share it.*",
            r"we are a non-?profit \w+\..*|(?:please )?help us financially.*",
            r"sign up (?:for|to) (?:our|the) .{0,60}newsletter.*",
            r"subscribe to (?:our|the) .{0,60}(?:newsletter|channel).*",
            r"follow (?:us|him|her|them) on (?:social media|twitter|x|facebook|instagram|google news|telegram).*",
            r"click here to .{0,60}|(?:click )?here to subscribe.*|download our app.*",
            r"this article was originally published (?:on|in|by) .{0,80}",
            # The literal before its boundary is looked for in a tenth of the time.
            r".{0,140}contributed(?<=\bcontributed) (?:reporting\b|to (?:this|the) (?:report|story|article)\b).{0,80}",
            rf"(?:{_PICTURE})s?(?: credits?| by| courtesy)?\s*:\s*.{{1,80}}",
            rf"\(?(?:{_PICTURE}) (?:by|credit|courtesy).{{1,80}}\)?",
            r"\(?(?:getty images|shutterstock|istockphoto|imago images)[^.]{0,40}\)?",
            r"©.{0,80}|copyright .{0,80}all rights reserved.{0,80}|all rights reserved\.?",
            r"externer inhalt nicht verfügbar",
            r"tags?:.{0,200}|(?:filed under|posted in|categories|category|topics?|themen|schlagworte|temas):.{0,200}",
        )
    ),
    re.DOTALL,
)

_CONSENT = re.compile(  # in place of a film or post
    r"^empfohlener (?:redaktioneller|externer) inhalt$|privatsphäre-einstellungen (?:verhindern|ändern)\b"
    r"|^an dieser stelle (?:finden sie|findest du) (?:einen )?extern|\bexterne inhalte? (?:angezeigt|geladen) w"
)

STOP_HEADINGS = re.compile(
    r"related (?:posts?|articles?|stories|news|content|topics)|more (?:stories|news|articles)|"
    r"you (?:may|might) also like.*|recommended(?: for you| stories| articles)?|leave a (?:reply|comment).*|"
    r"(?:\d+ )?(?:comments?|responses|kommentare|commentaires|comentarios|yorumlar)|latest (?:news|posts|stories)|"
    r"most (?:read|popular|viewed)|about the authors?|read next|up next|trending(?: now)?|"
    r"das könnte sie auch interessieren|mehr zum thema|weitere artikel|à lire aussi|sur le même (?:sujet|thème)|"
    r"articles similaires|más noticias|te puede interesar|leggi anche|lees ook|meer nieuws|czytaj także|"
    r"zobacz także|читайте также|baca juga|ilgili haberler"
)

SLOGAN = re.compile(r"social media (?:is|raises|looks|asks|has)\b.{0,80}|but never irrelevant\.?")


def waits_for_consent(line: str) -> bool:
    """Tell whether a line stands in place of a film or post that is shown after consent."""
    may_be = "inhalt" in line or "extern" in line or "privatsphäre" in line  # many times as fast as the pattern
    return may_be and _CONSENT.search(line) is not None
