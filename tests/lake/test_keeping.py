"""Everything that happens to a lake, in any order: crawls, compaction and takedowns, each killed anywhere."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from newscrawl.article import article_id
from newscrawl.emptied import GONE
from newscrawl.errors import DayNotOver, NotInLake
from newscrawl.lake.compaction import compact
from newscrawl.lake.lines import from_line
from newscrawl.lake.parts import unpack
from newscrawl.lake.storage import Storage
from newscrawl.lake.takedown import take_down
from tests.lake.building import DAY, HOUR, Crawling, wrong
from tests.lake.contract import Consumer
from tests.lake.faults import FaultyLake
from tests.lake.interrupted import Interrupted, Killed
from tests.sample import HOME, sample

NUMBERS = st.integers(1, 5)
STEPS = st.integers(0, 60) | st.just(-1)  # at which a process dies; -1, and many others, never
DAYS = [DAY, DAY + timedelta(days=1)]  # few, so that each is compacted often


@settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes longer than a test may
)
class Keeping(RuleBasedStateMachine):
    """A lake that is written, compacted and cleared of articles, and consumers that read it all the while."""

    @initialize()
    def start(self) -> None:
        self.lake = FaultyLake()
        self.crawling = Crawling(self.lake)
        self.consumer = Consumer()
        self.read: list[tuple[str, int]] = []
        self.taken_down: set[int] = set()
        self.under_way: list[str] = []
        self.seen: set[tuple[str, int]] = set()
        self.edits = 0

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3, unique=True), ends=st.sampled_from([True, True, False]))
    def crawl(self, numbers: list[int], *, ends: bool) -> None:
        self.edits += 1
        new = [sample(number, title=f"Ferry {number}, edit {self.edits}") for number in numbers]
        crawl = self.crawling.crawl(*new, concluded=ends)
        if not ends:
            self.under_way.append(crawl)

    @rule()
    def end_crawls(self) -> None:
        while self.under_way:
            self.crawling.conclude(self.under_way.pop())

    @rule(hours=st.sampled_from([1, 13, 25]))
    def wait(self, hours: int) -> None:
        self.crawling.now += hours * HOUR

    @rule(day=st.sampled_from(DAYS), step=STEPS)
    def compact(self, day: date, step: int) -> None:
        with suppress(Killed, DayNotOver, NotInLake):
            compact(Interrupted(self.lake, step, self.look), day, now=self.now())

    @rule(step=STEPS)
    def night(self, step: int) -> None:
        self.wait(25)
        for day in DAYS:
            self.compact(day, step)

    @rule(number=NUMBERS, step=STEPS)
    def take_down(self, number: int, step: int) -> None:
        self.crawling.take_down(identity(number))
        self.taken_down.add(number)
        with suppress(Killed, NotInLake):
            take_down(Interrupted(self.lake, step, self.look), identity(number), now=self.now())

    @rule()
    def consume(self) -> None:
        self.read += self.consumer.new_rows(self.lake)

    @invariant()
    def every_row_is_read_once(self) -> None:
        self.look(self.lake)

    def look(self, lake: Storage) -> None:
        """See that who reads by manifests gets every row once, and that all of those lie in the folder."""
        lies = {line for key in lake.keys("articles/") for line in unpack(lake.get(key))}
        versions = [(one.article_id, one.version) for one in map(from_line, lies)]
        read = [(one["article_id"], one["version"]) for one in Consumer().new_records(lake)]
        assert len(read) == len(set(read))
        assert self.seen <= set(read) <= set(versions)
        self.seen = set(read)
        assert len(versions) == len(set(versions)), "two rows of one version that differ"

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.crawling.now, UTC)

    def teardown(self) -> None:
        self.end_crawls()
        self.crawling.now += 30 * 24 * HOUR
        for number in sorted(self.taken_down):
            with suppress(NotInLake):
                assert take_down(self.lake, identity(number), now=self.now()).open == []
        for days in range(3):
            for day in DAYS:
                with suppress(NotInLake):
                    compact(self.lake, day, now=self.now() + timedelta(days=days))
        with suppress(NotInLake):
            assert wrong(self.lake) == []
        records = [from_line(line) for key in self.lake.keys("articles/") for line in unpack(self.lake.get(key))]
        out = {identity(number) for number in self.taken_down}
        assert {one.body for one in records if one.article_id in out} <= {GONE}
        assert len(records) == len({(one.article_id, one.version) for one in records})
        self.read += self.consumer.new_rows(self.lake)
        assert len(self.read) == len(records)
        self.crawling.state.close()


def identity(number: int) -> str:
    return article_id("gazette", f"{HOME}{number}")


TestKeeping = Keeping.TestCase
