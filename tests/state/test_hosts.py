"""What all crawls know of hosts."""

from newscrawl.state import hosts, links
from newscrawl.state.database import Database
from newscrawl.state.history import history_of
from newscrawl.state.hosts import FRESH, SiteFile
from newscrawl.urls import link_key

ROBOTS = "https://gazette.example/robots.txt"
URL = "https://gazette.example/1"


def test_a_host_that_refuses_is_known_to_all_and_nobody_shortens_its_rest(database: Database) -> None:
    with database.transaction() as connection:
        assert hosts.refusals(connection, "gazette.example") == (0, 0, 0)
        hosts.slow_down(connection, "gazette.example", quiet_until=90, slowness=1, refused_at=50)
        hosts.slow_down(connection, "gazette.example", quiet_until=70, slowness=2, refused_at=60)
        assert hosts.refusals(connection, "gazette.example") == (90, 2, 60)
        assert hosts.refusals(connection, "herald.example") == (0, 0, 0)


def test_a_site_file_is_fresh_for_a_day_and_there_may_be_none(database: Database) -> None:
    with database.transaction() as connection:
        assert hosts.site_file(connection, ROBOTS, 10) is None
        hosts.remember_file(connection, ROBOTS, b"User-agent: *", 10)
        assert hosts.site_file(connection, ROBOTS, 10 + FRESH - 1) == SiteFile(body=b"User-agent: *")
        assert hosts.site_file(connection, ROBOTS, 10 + FRESH) is None
        assert hosts.site_file(connection, ROBOTS, 9) is None  # the clock was set back
        hosts.remember_file(connection, ROBOTS, None, 20)
        assert hosts.site_file(connection, ROBOTS, 20) == SiteFile(body=None)


def test_a_link_that_was_postponed_is_due_then_and_has_no_attempt_more(database: Database) -> None:
    key = link_key("gazette", URL)
    offered = [links.OfferedLink(key=key, url=URL)]
    with database.transaction() as connection:
        links.offer(connection, outlet="gazette", crawl_id="one", found_in=URL, offered=offered, now=10)
        links.take(connection, outlet="gazette", crawl_id="one", now=10, limit=9)
        links.postpone(connection, key, reason="host-busy", due=500, now=11)
        story = history_of(connection, key)
        assert story is not None
        assert (story.state, story.reason, story.due_at, story.attempts) == ("failed", "host-busy", 500, 0)
        assert links.take(connection, outlet="gazette", crawl_id="two", now=499, limit=9) == ([], 0)
        taken, _ = links.take(connection, outlet="gazette", crawl_id="two", now=500, limit=9)
        assert [link.url for link in taken] == [URL]


def test_a_link_that_has_its_end_is_not_postponed(database: Database) -> None:
    key = link_key("gazette", URL)
    with database.transaction() as connection:
        offered = [links.OfferedLink(key=key, url=URL)]
        links.offer(connection, outlet="gazette", crawl_id="one", found_in=URL, offered=offered, now=10)
        links.settle(connection, key, links.GONE, now=11, reason="http-404")
        links.postpone(connection, key, reason="host-busy", due=500, now=12)
        assert links.count_by_outcome(connection, "one") == {"gone:http-404": 1}
