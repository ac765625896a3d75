"""Stories that several outlets tell: one agency's text in different edits, and one exact copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.newsroom.model import NOW, Article, Block
from tests.newsroom.newsdesk import AGENCY, Desk, draft
from tests.newsroom.prose import Prose

LENGTH = 12  # paragraphs of the agency's text
SPELLINGS = (
    ("told the hearing", "told the panel"),
    ("declined to comment", "would not comment"),
    ("told reporters", "told newsmen"),
    (" has cost ", " had cost "),
    (" after it was ", " since it was "),
    (" found ", " discovered "),
    (" asked twice ", " enquired twice "),
    (" because ", " as "),
    (" only.", " alone."),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """What an outlet makes of the agency's text: which paragraphs, in which order, how many of its own after them."""

    order: Sequence[int]
    own: int
    reworded: bool = False
    headings: bool = False
    hours_later: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """One agency story and the cuts of it."""

    wire: str
    subjects: str
    section: str
    sent: datetime
    cuts: dict[str, Cut]


WHOLE = Cut(range(LENGTH), own=0)
_LONG = Cut((0, 1, 2, 4, 3, 6, 7, 9, 10, 11), own=1, headings=True, hours_later=1)
_SHORT = Cut((0, 2, 1, 3, 5, 7, 8, 9), own=2, reworded=True, hours_later=4)
_BRIEF = Cut((1, 0, 4, 6, 8), own=1, reworded=True, hours_later=2)

STORIES = (
    Story(
        "wire-1",
        "world",
        "World",
        NOW - timedelta(days=1, hours=7, seconds=11),
        {"trtworld": _LONG, "kashmirdotcom": _SHORT},
    ),
    Story(
        "wire-2",
        "world",
        "World",
        NOW - timedelta(days=3, hours=3, seconds=42),
        {"trtworld": _LONG, "kashmirdotcom": _BRIEF},
    ),
    Story(
        "wire-3",
        "business",
        "Business",
        NOW - timedelta(days=5, hours=9, seconds=7),
        {"trtworld": _SHORT, "kashmirdotcom": _LONG},
    ),
    Story(
        "wire-4",
        "world",
        "World",
        NOW - timedelta(days=8, hours=5, seconds=29),
        {"trtworld": _BRIEF, "kashmirdotcom": _LONG},
    ),
    Story(
        "copy-1",
        "culture",
        "Culture",
        NOW - timedelta(days=4, hours=6, seconds=53),
        {"trtworld": WHOLE, "harbourpost": WHOLE},
    ),
)


def wire_articles(desk: Desk, first_number: int) -> list[Article]:
    """Write the outlet's cuts of the agency's stories, numbered from ``first_number``."""
    taken = [story for story in STORIES if desk.name in story.cuts]
    return [_edition(desk, story, number) for number, story in enumerate(taken, first_number)]


def _edition(desk: Desk, story: Story, number: int) -> Article:
    cut = story.cuts[desk.name]
    text = _agency_text(story)
    local = Prose(f"{story.wire} {desk.name}", story.subjects)
    source = Prose(story.wire, story.subjects)  # the same seed gives the same cast as the agency's text
    source.random.seed(f"{story.wire} {desk.name}")
    article = draft(desk, source, number, story.section, story.sent + timedelta(hours=cut.hours_later))
    blocks = [Block("p", _reworded(text[index]) if cut.reworded else text[index]) for index in cut.order]
    if cut.headings:
        blocks.insert(5, Block(desk.heading, source.line("heading")))
    blocks += [Block("p", local.paragraph(2)) for _ in range(cut.own)]
    article.blocks, article.agency, article.wire = blocks, AGENCY, story.wire
    article.path = desk.path(article)
    return article


def _agency_text(story: Story) -> list[str]:
    prose = Prose(story.wire, story.subjects)
    return [prose.line("opening"), *(prose.paragraph(2 + index % 2) for index in range(1, LENGTH))]


def _reworded(text: str) -> str:
    for agency, house in SPELLINGS:
        text = text.replace(agency, house)
    return text
