"""What a dead crawl or a missing lake left behind: delivered first, taken up again, and never dropped."""

import re
from contextlib import closing
from dataclasses import fields, replace

import msgspec
from sqlalchemy import func, select

from newscrawl.run.report import Report
from newscrawl.state.database import Database
from newscrawl.state.tables import outbox
from tests.crawl.running import Place, differences, ended, until_event
from tests.crawl.scripted import Site
from tests.crawl.test_faults import OUTLET, wait_until
from tests.newsroom import Newsroom
from tests.services import S3


def waiting(place: Place) -> int:
    with closing(Database(place.state)) as state, state.transaction() as connection:
        return connection.scalar(select(func.count()).select_from(outbox)) or 0


def test_what_a_killed_crawl_left_is_delivered_and_taken_up_though_no_feed_lists_it_any_more(
    site: Site, place: Place, location: str
) -> None:
    anywhere = replace(place, state=location)
    facts = [{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": ["feed"]}]
    site.feed("feed", site.article("one"), site.article("two"))
    site.hung["/news/two"] = "body"
    crawl = anywhere.start_crawl(facts)
    wait_until(crawl, lambda: site.paths["/news/two"] > 0 and waiting(anywhere) > 0)
    crawl.kill()
    crawl.communicate()
    site.release()
    site.feed("feed")
    asked = site.paths.copy()

    deliver = anywhere.run("newscrawl", "deliver")
    assert (deliver.code, deliver.out) == (0, "1 articles delivered\n")
    assert site.paths == asked
    assert [record["url"] for record in anywhere.records()] == [f"{site.home}news/one"]

    (died,) = anywhere.reports()
    assert (died["outlet"], died["offered"], died["taken_over"]) == ("ferries", 2, 0)
    assert (died["outcomes"], died["pages"], died["exit_code"]) == ({"delivered": 1, "owed": 1}, None, 1)
    assert died["crawl_id"] == anywhere.manifests()[0]["crawl_id"]
    assert re.fullmatch(r"the crawl died; process \d+ on .+ recovered what it left", died["why"])

    report = anywhere.crawl(facts).reports["ferries"]
    assert (report["taken_over"], report["outcomes"]) == (1, {"delivered": 1})
    reports = anywhere.reports()
    assert [list(one) for one in reports] == [[field.name for field in fields(Report)]] * 2
    assert died in [msgspec.to_builtins(msgspec.convert(one, Report)) for one in reports]
    assert [record["url"] for record in anywhere.records()] == [f"{site.home}news/{name}" for name in ("one", "two")]


def test_when_the_outbox_is_full_fetching_stops_and_goes_on_when_the_lake_is_back(
    newsroom: Newsroom, place: Place, s3_away: S3
) -> None:
    remote = replace(place, lake=s3_away.new_bucket())
    facts = newsroom.facts(OUTLET)
    crawl = remote.start_module("tests.crawl.small_outbox", "crawl", "--facts", str(place.facts_file(facts)))
    until_event(crawl, "outbox_full")
    assert waiting(place) < len(newsroom.truth(OUTLET))
    with s3_away:
        done = ended(crawl)
        assert "outbox_has_room" in [event["event"] for event in done.events]
        assert done.code == 0, done.err
        assert differences(newsroom.truth(OUTLET), remote.records()) == []
