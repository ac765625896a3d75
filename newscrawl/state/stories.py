"""Stories: which articles tell the same text, told by whom first, and which of them turned out to be one story."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from newscrawl.article import Article, Reporting
from newscrawl.state.articles import Last
from newscrawl.state.statements import Hot, upsert
from newscrawl.state.story_index import Place, StoryIndex
from newscrawl.state.tables import stories, story_merges, story_outbox
from newscrawl.stories import Fingerprint, Relation, is_repeat, is_whole, share_of_own
from newscrawl.stories.merges import StoryMerge, merge_line

MERGED = Hot(lambda _: select(story_merges.c.merged_into).where(story_merges.c.story_id == bindparam("told_as")))
STORY = Hot(
    lambda _: select(stories.c.told_at, stories.c.fetched_at, stories.c.first).where(
        stories.c.story_id == bindparam("told_as")
    )
)

REPRINT = 0.2  # of a text at most may be its own: an agency's text gets a headline, a dateline and a sentence


class Moment(NamedTuple):
    """When an article told its story, for which the earliest counts: published, or fetched where that is not known."""

    told_at: int
    fetched_at: int
    article_id: str


@dataclass(frozen=True, slots=True)
class Relative:
    """An article that a new text is related to, and how."""

    article_id: str
    age: Place  # of its oldest text in the index
    outlet: str
    story_id: str
    moment: Moment
    relation: Relation
    print: Fingerprint
    title: str  # empty of an article that was taken down


def relatives(
    index: StoryIndex, wanted: Fingerprint, outlet: str, known: Callable[[Collection[str]], Mapping[str, Last]]
) -> list[Relative]:
    """Return the articles that an outlet's text is related to, each by its text that is nearest, the nearest first.

    ``known`` gives what is known of articles by their ids.
    """
    nearest: dict[str, tuple[Relation, Fingerprint]] = {}
    ages: dict[str, Place] = {}
    for text, relation in index.related(wanted):
        ages[text.article_id] = min(text.place, ages.get(text.article_id, text.place))
        if text.article_id not in nearest or relation.overlap > nearest[text.article_id][0].overlap:
            nearest[text.article_id] = relation, text.print
    lasts = known(nearest) if nearest else {}
    found = [_relative(lasts[one], ages[one], *nearest[one]) for one in nearest if one in lasts]
    telling = [one for one in found if one.outlet != outlet or is_whole(one.relation)]
    return sorted(telling, key=lambda one: (-one.relation.overlap, one.moment))


def repeated(article: Article, found: Sequence[Relative]) -> Relative | None:
    """Return which of its relatives an article is another publication of, by the same outlet; None if of none."""
    own = (one for one in found if one.outlet == article.outlet)
    return next((one for one in own if is_repeat(one.relation, article.title, one.title)), None)


def _relative(last: Last, age: Place, relation: Relation, known: Fingerprint) -> Relative:
    told_at = last.fetched_at if last.published_at is None else last.published_at
    moment = Moment(told_at, last.fetched_at, last.article_id)
    return Relative(last.article_id, age, last.outlet, last.story_id, moment, relation, known, last.title)


def join(
    connection: Connection, article: Article, own: Fingerprint, found: Sequence[Relative], story_id: str | None
) -> Article:
    """Return the article as part of its story; ``found`` are its relatives, ``story_id`` where it was told before.

    Stories that have the article in common are one from now on: the one it is part of already, or else the one that
    has been known longest, keeps its id, and a line for the lake says where the others went.
    """
    moment = moment_of(article)
    found = [one for one in found if one.title]
    if not found and story_id is None:
        return _reported(article, own, [], story_id=article.article_id, story_of=article.article_id)
    told_as = [_now(connection, one) for one in ([story_id] if story_id else []) + _by_age(found)]
    story, *others = dict.fromkeys(told_as)
    firsts = [_first(connection, one) for one in (story, *others)]
    first = min([moment, *(one.moment for one in found), *(known for known in firsts if known)])
    for other in others:
        _merge(connection, other, story, article)
    if found and first != firsts[0]:
        row = {"story_id": story, "first": first.article_id, "told_at": first.told_at, "fetched_at": first.fetched_at}
        upsert(connection, stories, ("story_id",), row)
    return _reported(article, own, found, story_id=story, story_of=first.article_id)


def moment_of(article: Article) -> Moment:
    """Return when an article told its story."""
    fetched_at = int(article.fetched_at.timestamp())
    told_at = int(article.published_at.timestamp()) if article.published_at else fetched_at
    return Moment(told_at, fetched_at, article.article_id)


def _by_age(found: Sequence[Relative]) -> list[str]:
    return [one.story_id for one in sorted(found, key=lambda one: one.age)]


def _now(connection: Connection, story_id: str) -> str:
    """Return as what a story is told now."""
    rows = MERGED.run(connection, {"told_as": story_id})
    return bytes(rows[0][0]).hex() if rows else story_id


def _first(connection: Connection, story_id: str) -> Moment | None:
    rows = STORY.run(connection, {"told_as": story_id})
    return Moment(rows[0][0], rows[0][1], bytes(rows[0][2]).hex()) if rows else None


def _merge(connection: Connection, story_id: str, into: str, article: Article) -> None:
    """Note that a story is told as another one, and all that were told as it."""
    older = update(story_merges).where(story_merges.c.merged_into == story_id)
    connection.execute(older.values(merged_into=into))
    connection.execute(insert(story_merges).values(story_id=story_id, merged_into=into))
    connection.execute(delete(stories).where(stories.c.story_id == story_id))
    merge = StoryMerge(
        story_id=story_id,
        merged_into=into,
        article_id=article.article_id,
        crawl_id=article.crawl_id,
        merged_at=article.fetched_at.astimezone(UTC),
    )
    connection.execute(insert(story_outbox).values(crawl_id=article.crawl_id, line=merge_line(merge)))


def _reported(
    article: Article, own: Fingerprint, found: Sequence[Relative], *, story_id: str, story_of: str
) -> Article:
    """Say how the text relates to the story's first one, or else to the nearest, and how much of it is its own."""
    nearest = next((one for one in found if one.article_id == story_of), found[0] if found else None)
    earlier = [one.print for one in found if one.outlet != article.outlet and one.moment < moment_of(article)]
    share = share_of_own(own, earlier) if earlier else 1.0
    return replace(
        article,
        story_id=story_id,
        story_of=story_of,
        story_relation=nearest.relation.kind if nearest else "none",
        story_overlap=round(nearest.relation.overlap, 3) if nearest else 0.0,
        reporting=_reporting(article, share, copied=bool(earlier)),
        own_share=round(share, 3),
    )


def _reporting(article: Article, share: float, *, copied: bool) -> Reporting:
    if copied:
        return "reprint" if share <= REPRINT else "mixed"
    return "agency" if article.agency else "own"
