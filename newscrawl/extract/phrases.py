"""Know the interface phrases that stand around articles; each pattern is matched against a whole line, casefolded."""

import re

_SHARE = "share|tweet|send|pin|print|save|email|e-mail|copy link|facebook|twitter|whatsapp|telegram|linkedin|reddit|pinterest|messenger|x|teilen|partager|compartir|condividi|paylaş"  # fmt: skip
_COUNTED = "shares?|views?|comments?|likes?|reactions?|replies|tweets?|kommentare?|commentaires?|comentarios?|min read|minutes? read|votes?"  # fmt: skip
_MORE = "read more|read also|also read|more on this|related|see also|watch|listen|don't miss|mehr zum thema|lesen sie auch|auch interessant|lire aussi|à lire aussi|lea también|leggi anche|lees ook|läs också|les også|czytaj więcej|czytaj także|zobacz także|читайте также|ayrıca okuyun|baca juga|leia também|leia mais"  # fmt: skip

LINES = [
    rf"(?:(?:{_SHARE})(?: (?:on|this|auf|sur|via|by|it))*\W*)+",
    rf"[\d.,]+\s*[km]?\s*(?:{_COUNTED})(?:\W+(?:{_SHARE}|{_COUNTED}))*",
    rf"(?:{_COUNTED})",
    rf"(?:{_MORE})\W*",
    r"no results?|view all results?|previous(?: post| article)?|next(?: post| article)?|related (?:posts?|articles?|stories|news|topics)",  # fmt: skip
    r"advertisements?|sponsored(?: content)?|anzeige|werbung|publicité|publicidad|pubblicità|reklam[ae]?|реклама|iklan",
    r"leave a (?:reply|comment).*|cancel reply|your email address will not be published.*|required fields are marked.*",
    r"(?:log|sign) (?:in|up|out)|subscribe(?: now)?|register|contact us|home|menu|search|close|skip to (?:main )?content",
    r"welcome back!?|log ?in to your account below|forgot(?:ten)? password\??|retrieve your password|remember me",
    r"please enter your (?:user ?name|email).*",
    r"if you like (?:this|the) (?:story|article|post),? (?:please )?share it.*",
    r"we are a non-?profit \w+\..*|(?:please )?help us financially.*",
    r"sign up (?:for|to) (?:our|the) .{0,60}newsletter.*|subscribe to (?:our|the) .{0,60}(?:newsletter|channel).*",
    r"follow (?:us|him|her|them) on (?:social media|twitter|x|facebook|instagram|google news|telegram|linkedin).*",
    r"click here to .{0,60}|(?:click )?here to subscribe.*|download our app.*|this article was originally published (?:on|in|by) .{0,80}",  # fmt: skip
    r"(?:photo|image|picture|foto|bild|photograph)s?(?: credits?| by| courtesy)?\s*:\s*.{1,80}|\(?(?:photo|image|picture|foto) (?:by|credit|courtesy).{1,80}\)?",  # fmt: skip
    r"\(?(?:getty images|shutterstock|istockphoto|imago images)[^.]{0,40}\)?",
    r"©.{0,80}|copyright .{0,80}all rights reserved.{0,80}|all rights reserved\.?",
    r"externer inhalt nicht verfügbar|deine privatsphäre-einstellungen verhindern .*",
    r"tags?:.{0,200}|(?:filed under|posted in|categories|category|topics?|themen|schlagworte|temas|etiquetas):.{0,200}",
]
FURNITURE = re.compile("|".join(f"(?:{line})" for line in LINES), re.DOTALL)

STOP_HEADINGS = re.compile(
    r"related (?:posts?|articles?|stories|news|content|topics)|more (?:stories|news|articles)|you (?:may|might) also like.*|"
    r"recommended(?: for you| stories| articles)?|leave a (?:reply|comment).*|(?:\d+ )?(?:comments?|responses|kommentare|"
    r"commentaires|comentarios|yorumlar)|latest (?:news|posts|stories)|most (?:read|popular|viewed)|about the authors?|"
    r"read next|up next|trending(?: now)?|das könnte sie auch interessieren|mehr zum thema|weitere artikel|"
    r"à lire aussi|sur le même (?:sujet|thème)|articles similaires|más noticias|te puede interesar|leggi anche|"
    r"lees ook|meer nieuws|czytaj także|zobacz także|читайте также|baca juga|ilgili haberler"
)

SLOGAN = re.compile(r"social media (?:is|raises|looks|asks|has)\b.{0,80}|but never irrelevant\.?")
