"""The protocol step by step, in any order, with a crash between any two: offer, fetch, decide, seal, put, commit."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from newscrawl.article import Article
from newscrawl.errors import LakeUnreachable
from newscrawl.lake import parts
from newscrawl.lake.storage import put_checked
from newscrawl.state import links, outbox
from newscrawl.state.links import OfferedLink
from newscrawl.state.placing import scraped
from newscrawl.state.tables import link_keys
from newscrawl.state.tables import links as link_table
from newscrawl.urls import link_key
from tests.lake.faults import DAY, Fault, FaultyLake, Outlet
from tests.sample import HOME, sample
from tests.torture.places import MEMORY

NUMBERS = st.integers(1, 8)
FAULTS: st.SearchStrategy[Fault] = st.sampled_from(["none", "before", "after", "hiccup after"])


def title(number: int) -> str:
    return f"Ferry {number} sails"


@settings(max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
class Protocol(RuleBasedStateMachine):
    """One outlet's crawls; the model knows what was offered and which articles state has taken in."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.lake = FaultyLake()
        self.outlet = Outlet(str(Path(self.folder.name) / "state.sqlite3"), self.lake)
        self.offered: set[int] = set()
        self.kept: set[int] = set()
        self.ended: set[int] = set()  # rejected: has its end and no article
        self.in_hand: list[int] = []
        self.put: dict[int, tuple[outbox.Segment, bytes, str]] = {}
        self.outlet.begin()

    @rule(numbers=st.sets(NUMBERS, min_size=1))
    def offer(self, numbers: set[int]) -> None:
        offered = [OfferedLink(key=key(number), url=f"{HOME}{number}") for number in sorted(numbers)]
        now, crawl_id = self.outlet.clock(), self.outlet.crawl_id
        new = self.outlet.write(
            links.offer, outlet="gazette", crawl_id=crawl_id, found_in=HOME, offered=offered, now=now
        )
        assert new == {key(number) for number in numbers - self.offered}
        self.offered |= numbers

    @rule(limit=st.integers(1, 3))
    def fetch(self, limit: int) -> None:
        for number in self.take(limit):
            self.outlet.write(links.fetched, key(number), now=self.outlet.clock())
            self.in_hand.append(number)

    @precondition(lambda self: self.in_hand)
    @rule(outcome=st.sampled_from(["article", "article", "rejected", "failed"]))
    def decide(self, outcome: str) -> None:
        number = self.in_hand.pop()
        if outcome == "article":
            self.outlet.write(outbox.keep, key(number), self.article(number), now=self.outlet.clock())
            self.kept.add(number)
        elif outcome == "rejected":
            self.outlet.write(links.settle, key(number), links.REJECTED, reason="no-body", now=self.outlet.clock())
            self.ended.add(number)
        else:
            now = self.outlet.clock()
            if self.outlet.write(links.put_off, key(number), links.FAILED, reason="http-500", now=now):
                self.ended.add(number)

    @precondition(lambda self: self.in_hand)
    @rule()
    def keep_together(self) -> None:
        new = [scraped(key(number), self.article(number)) for number in self.in_hand]
        self.outlet.write(outbox.keep_all, new, now=self.outlet.clock())
        self.kept |= set(self.in_hand)
        self.in_hand.clear()

    @rule()
    def seal(self) -> None:
        self.outlet.delivery._seal(self.outlet.crawl_id, "gazette")

    @rule(fault=FAULTS)
    def put_part(self, fault: Fault) -> None:
        for segment in self.outlet.write(outbox.undelivered, self.outlet.crawl_id)[:1]:
            body = parts.pack(self.outlet.write(outbox.lines_of, segment))
            self.lake.faults = [fault]
            with suppress(LakeUnreachable):
                self.put[segment.id] = segment, body, put_checked(self.lake, segment.key, body)

    @precondition(lambda self: self.put)
    @rule()
    def commit(self) -> None:
        segment, body, digest = self.put.pop(min(self.put))
        self.outlet.write(outbox.commit, segment, size=len(body), sha256=digest, now=self.outlet.clock())

    @rule(recovers=st.booleans())
    def crash(self, *, recovers: bool) -> None:
        self.outlet.die()
        self.in_hand.clear()
        self.put.clear()
        self.lake.faults = []
        if recovers:
            self.outlet.delivery.recover()
        self.outlet.begin()

    @invariant()
    def what_is_said_is_so(self) -> None:
        titles = self.lake.titles()
        assert len(titles) == len(set(titles))
        assert set(titles) <= {title(number) for number in self.kept}
        with self.outlet.state.transaction() as connection:
            query = select(link_keys.c.key, link_table.c.state).join(link_table, link_table.c.id == link_keys.c.link)
            found = {row.key: row.state for row in connection.execute(query)}
            waiting = outbox.waiting(connection)
        assert len(found) == len(self.offered)
        said = {number for number in self.offered if found[key(number)] == links.DELIVERED}
        assert {title(number) for number in said} <= set(titles)
        assert waiting == sum(state == links.PENDING for state in found.values()) == len(self.kept - said)

    def teardown(self) -> None:
        self.crash(recovers=True)
        for _ in range(len(links.BACK_OFF) + 1):
            for number in self.take(100):
                self.in_hand.append(number)
                self.decide("article")
            self.outlet.now += DAY
        self.outlet.end()
        assert self.kept | self.ended == self.offered
        assert self.lake.problems(map(title, self.kept)) == []
        assert self.outlet.write(outbox.waiting) == 0
        self.outlet.state.close()
        self.folder.cleanup()

    def take(self, limit: int) -> list[int]:
        now, crawl_id = self.outlet.clock(), self.outlet.crawl_id
        taken, _ = self.outlet.write(links.take, outlet="gazette", crawl_id=crawl_id, now=now, limit=limit)
        return [int(link.url.removeprefix(HOME)) for link in taken]

    def article(self, number: int) -> Article:
        return sample(number, crawl_id=self.outlet.crawl_id)


def key(number: int) -> bytes:
    return link_key("gazette", f"{HOME}{number}")


TestProtocol = Protocol.TestCase
