"""What outlets do to a text that they take over: each edit gives another writing of it, the same one for one seed."""

import re
from collections.abc import Callable
from random import Random

SENTENCE = re.compile(r"(?<=[.!?\u3002])\s+")
BRITISH = (
    ("ization", "isation"),
    ("izing", "ising"),
    ("ized", "ised"),
    ("ize", "ise"),
    ("olor", "olour"),
    ("abor", "abour"),
    ("center", "centre"),
    ("defense", "defence"),
    ("program ", "programme "),
    ("percent", "per cent"),
    ("U.S.", "US"),
)
MENU = "Home\nWorld\nPolitics\nSport\nLogin\nNo Result\nView All Result\nShare on Facebook\n12\nSHARES\n140\nVIEWS\n"
FOOTER = """
Previous Post
Harbour ferry gets a new captain after the old one retired in spring
Related Posts
Bridge to the island stays closed for another month, ministry says
Market hall opens again
Social media is bold. Social media is young. Social media raises questions that nobody wants to answer here.
If you like what you read, share it with a friend, and help us financially to keep our pages free for everyone.
Our newspaper has told the coast what happens there since the year in which the lighthouse was built.
All rights reserved by the publisher and by those who wrote for these pages
"""

Edit = Callable[[str, str, Random], str]


def half(text: str, other: str, random: Random) -> str:
    return _words(text, 0, 0.5)


def third(text: str, other: str, random: Random) -> str:
    return _words(text, 0, 0.3)


def tail(text: str, other: str, random: Random) -> str:
    return _words(text, 0.5, 1)


def byline(text: str, other: str, random: Random) -> str:
    return (
        f"By Jane Doe and John Roe, Staff Writers\n\nHARBOUR CITY, Nov 3 (Agency) \u2014 {text}\n\nEditing by Ann Other"
    )


def boilerplate(text: str, other: str, random: Random) -> str:
    return f"{MENU}\n{text}\n{FOOTER}"


def replaced(share: float) -> Edit:
    def replace(text: str, other: str, random: Random) -> str:
        others = other.split()
        return "".join(
            random.choice(others) if word.strip() and random.random() < share else word
            for word in re.split(r"(\s+)", text)
        )

    return replace


def british(text: str, other: str, random: Random) -> str:
    for american, spelling in BRITISH:
        text = text.replace(american, spelling)
    return text.replace('"', "'").replace("\u201c", "'").replace("\u201d", "'")


def reordered(text: str, other: str, random: Random) -> str:
    paragraphs = [SENTENCE.split(paragraph) for paragraph in text.split("\n") if paragraph.strip()]
    for sentences in paragraphs:
        random.shuffle(sentences)
    random.shuffle(paragraphs)
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)


def headline(text: str, other: str, random: Random) -> str:
    return f"{' '.join(other.split()[:9])}\n\n{text}"


def half_new(text: str, other: str, random: Random) -> str:
    """Keep half of the text and put as much of another between."""
    length = len(text.split()) // 2
    return f"{_words(text, 0, 0.5)}\n\n{' '.join(other.split()[:length])}"


EDITS: dict[str, Edit] = {
    "cut to 50 %": half,
    "cut to 30 %": third,
    "tail only": tail,
    "byline and dateline": byline,
    "another outlet's boilerplate": boilerplate,
    "5 % of words replaced": replaced(0.05),
    "10 % of words replaced": replaced(0.10),
    "15 % of words replaced": replaced(0.15),
    "spelling": british,
    "sentence order": reordered,
    "headline changed": headline,
    "half new text": half_new,
}


def _words(text: str, start: float, end: float) -> str:
    """Return a part of a text by its words, its lines as they were."""
    pieces = re.split(r"(\s+)", text.strip())
    count = (len(pieces) + 1) // 2
    return "".join(pieces[2 * int(count * start) : 2 * int(count * end)])
