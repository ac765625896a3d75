"""A day's stories: the articles of a partition by what they tell, the most widely told first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from newscrawl.article import Change, Reporting
from newscrawl.stories.merges import followed

HOUR = timedelta(hours=1)


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What of a record says how it tells its story; decoded from its line, everything else is left out."""

    article_id: str
    version: int
    change: Change
    outlet: str
    title: str
    url: str
    published_at: datetime | None
    fetched_at: datetime
    agency: str | None
    story_id: str
    reporting: Reporting = "own"

    @property
    def told_at(self) -> datetime:
        """Return when it was published, or fetched where that is not known."""
        return self.published_at or self.fetched_at


@dataclass(slots=True)
class Story:
    """Articles that tell one text, the earliest first."""

    story_id: str
    tellings: list[Telling] = field(default_factory=list)

    @property
    def first(self) -> Telling:
        """Return the article that told it first."""
        return self.tellings[0]

    @property
    def outlets(self) -> list[str]:
        """Return the outlets in the order in which they told it."""
        return list(dict.fromkeys(telling.outlet for telling in self.tellings))

    @property
    def hours(self) -> float:
        """Return the hours from the first article to the last."""
        return (self.tellings[-1].told_at - self.first.told_at) / HOUR

    @property
    def reprints(self) -> int:
        """Count the articles that say hardly anything which an earlier one did not."""
        return sum(telling.reporting == "reprint" for telling in self.tellings)

    @property
    def originals(self) -> int:
        """Count the others: first or own reporting, an agency's text as it was first seen, what adds to either."""
        return len(self.tellings) - self.reprints


def told(records: Iterable[Telling], merges: Mapping[str, str]) -> list[Story]:
    """Return the stories that more than one article tells, those of most outlets first.

    Of each article the last version counts, and none that is gone. ``merges`` says into which story another one went.
    """
    last: dict[str, Telling] = {}
    for record in records:
        if record.article_id not in last or record.version > last[record.article_id].version:
            last[record.article_id] = record
    stories: dict[str, Story] = {}
    for record in last.values():
        if record.change != "gone":
            story_id = followed(merges, record.story_id)
            stories.setdefault(story_id, Story(story_id)).tellings.append(record)
    for story in stories.values():
        story.tellings.sort(key=lambda telling: (telling.told_at, telling.fetched_at, telling.article_id))
    several = [story for story in stories.values() if len(story.tellings) > 1]
    return sorted(several, key=lambda story: (-len(story.outlets), -len(story.tellings), story.first.told_at))
