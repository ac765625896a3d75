"""Writes an outlet's articles: the same ones at every start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from tests.newsroom.model import NOW, Article, Block, Picture
from tests.newsroom.prose import Prose

AGENCY = "Meridian News Agency"
AUTHORS = (1, 1, 2, 1, 3, 2, 1)  # how many sign one article after the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An outlet's facts and habits of writing.

    ``sections`` maps a section to how many articles of its own it has; ``rhythm`` is the mean time between two
    articles; ``path`` gives an article's path from its title, section, number and time.
    """

    name: str
    house: str
    country: str
    timezone: str
    sections: Mapping[str, int]
    rhythm: timedelta
    heading: Literal["h2", "h3"]
    path: Callable[[Article], str]
    language: str = "en"

    @property
    def zone(self) -> ZoneInfo:
        """The outlet's time zone."""
        return ZoneInfo(self.timezone)


def own_articles(desk: Desk) -> list[Article]:
    """Write the articles that only this outlet has, newest first, numbered from 1 for the oldest."""
    random = Random(desk.name)
    sections = [section for section, count in desk.sections.items() for _ in range(count)]
    random.shuffle(sections)
    moment = NOW
    articles = []
    for number, section in zip(range(len(sections), 0, -1), sections, strict=True):
        moment -= timedelta(seconds=int(desk.rhythm.total_seconds() * random.uniform(0.3, 1.7)))
        articles.append(write(desk, number, section, moment))
    return articles


def write(desk: Desk, number: int, section: str, published: datetime) -> Article:
    """Write one article of the outlet's own."""
    prose = Prose(f"{desk.name} {number}", section.lower())
    authors, agency = _byline(desk, number, prose.random)
    article = draft(desk, prose, number, section, published)
    article.authors, article.agency = authors, agency
    article.blocks = _structured(desk, prose, _paragraphs(prose, prose.random.randint(5, 12)))
    article.path = desk.path(article)
    return article


def draft(desk: Desk, prose: Prose, number: int, section: str, published: datetime) -> Article:
    """Write everything of an article but its byline, its body and its path."""
    return Article(
        outlet=desk.name,
        number=number,
        path="",
        title=prose.line("headline"),
        description=prose.line("standfirst"),
        authors=[],
        agency=None,
        section=section,
        tags=prose.tags,
        language=desk.language,
        published=published,
        blocks=[],
        picture=Picture(f"/media/{desk.name}-{number}.png", prose.line("caption")),
    )


def extra_paragraph(article: Article) -> Block:
    """Write the paragraph that the article's next edit adds."""
    prose = Prose(f"{article.outlet} {article.number} edit {article.edits + 1}", article.section.lower())
    return Block("p", prose.paragraph(2))


def _paragraphs(prose: Prose, count: int) -> list[Block]:
    opening = f"{prose.line('opening')} {prose.line('sentence')}"
    return [Block("p", opening), *(Block("p", prose.paragraph(prose.random.randint(1, 4))) for _ in range(count - 1))]


def _structured(desk: Desk, prose: Prose, blocks: list[Block]) -> list[Block]:
    """Add sub-headings, a list of three or a quotation to some articles; later places first, so that indexes hold."""
    structured = list(blocks)
    if prose.random.random() < 0.3:
        opening = Block("p", prose.line("list_opening"))
        structured[-1:-1] = [opening, *(Block("li", prose.line("demand") + ".") for _ in range(3))]
    if prose.random.random() < 0.3:
        structured.insert(3, Block("quote", prose.line("quote") + "."))
    if len(blocks) >= 8:
        structured.insert(6, Block(desk.heading, prose.line("heading")))
        structured.insert(2, Block(desk.heading, prose.line("heading")))
    return structured


def _byline(desk: Desk, number: int, random: Random) -> tuple[list[str], str | None]:
    """Choose one to three of the outlet's staff, or the agency, or neither: (authors, agency)."""
    kind = random.random()
    if kind < 0.15:
        return [], AGENCY
    if kind < 0.25:
        return [], None
    return random.sample(staff(desk), AUTHORS[number % len(AUTHORS)]), None


def staff(desk: Desk) -> list[str]:
    """Name the outlet's reporters."""
    prose = Prose(f"{desk.name} staff", next(iter(desk.sections)).lower())
    names = list(dict.fromkeys(prose.name() for _ in range(12)))
    return [*names, "Zoé Lévesque-Orne"] if desk.country == "CA" else names
