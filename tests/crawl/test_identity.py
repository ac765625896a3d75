"""An article under several addresses is one line of the lake; articles that claim one address are all there."""

from tests.crawl.running import Place, differences
from tests.newsroom import Newsroom


def test_each_article_is_in_the_lake_once_whatever_addresses_show_it(newsroom: Newsroom, place: Place) -> None:
    truth = newsroom.truth("harbourpost")
    for number, article in enumerate(truth[:6]):
        path = article["url"].removeprefix(newsroom.home("harbourpost"))
        section, slug = path.split("/")[-2:]
        other = "weather" if section != "weather" else "council"
        forms = (f"/amp/{path}", f"/{path}/", f"/news/{other}/{slug}", f"/{path}?utm_source=feed", f"/print/{number}")
        newsroom.copy(article["url"], forms[number % 5].partition("?")[0])
    run = place.crawl(newsroom.facts("harbourpost"))
    assert run.code == 0, run.err
    outcomes = run.reports["harbourpost"]["outcomes"]
    assert outcomes["delivered"] + outcomes["unchanged:copy"] == sum(outcomes.values())
    assert len({record["article_id"] for record in place.records()}) == len(place.records()) == len(truth)
    canonical = {record["canonical_url"]: record for record in place.records()}
    assert differences(truth, [{**record, "url": url} for url, record in canonical.items()]) == []


def test_pages_that_all_call_one_address_canonical_are_all_in_the_lake_and_named_by_their_own(
    newsroom: Newsroom, place: Place
) -> None:
    truth = newsroom.truth("harbourpost")
    for lie in ("/", "/archive/1/", "/welcome", "/news/harbour/some-other-story-49999.html"):
        newsroom.lie("harbourpost", lie)
        facts = {**newsroom.facts("harbourpost")[0], "key": f"post{len(lie)}"}
        run = place.crawl([facts])
        assert run.code == 0, run.err
        records = [record for record in place.records() if record["outlet"] == facts["key"]]
        assert {record["url"] for record in records} == {article["url"] for article in truth}
        assert len({record["article_id"] for record in records}) == len(truth)


def test_an_article_that_moved_is_the_one_that_was_there_before(newsroom: Newsroom, place: Place) -> None:
    facts = newsroom.facts("harbourpost")
    place.crawl(facts)
    article = newsroom.truth("harbourpost")[0]
    path = article["url"].removeprefix(newsroom.home("harbourpost"))
    section, slug = path.split("/")[-2:]
    newsroom.move(article["url"], f"/news/{section}/a-wholly-new-headline-{slug.rpartition('-')[2]}")
    newsroom.edit(newsroom.truth("harbourpost")[0]["url"], "headline")
    place.crawl([{**facts[0], "feeds": [], "listings": [f"archive/1/?section={section}"]}])
    of_it = [record for record in place.records() if record["title"].startswith(article["title"])]
    assert len({record["article_id"] for record in of_it}) == 1
    told = place.run("newscrawl", "why", newsroom.truth("harbourpost")[0]["url"]).out
    assert of_it[0]["article_id"] in told
