"""Sites that are odd in plausible ways: nothing hangs, nothing is lost in silence, nothing is an alarm for ever."""

from typing import Any

from tests.crawl.running import Place
from tests.crawl.scripted import Site


def facts(site: Site, **more: Any) -> list[dict[str, Any]]:
    return [{"key": "ferries", "name": "Ferries", "home": site.home, **more}]


def report(place: Place, outlet: list[dict[str, Any]]) -> dict[str, Any]:
    run = place.crawl(outlet)
    return run.reports["ferries"]


def test_a_source_whose_links_all_lie_elsewhere_has_failed_until_the_host_is_named(site: Site, place: Place) -> None:
    with Site("127.0.4.2") as elsewhere:
        feed = site.feed("feed", elsewhere.article("one"), elsewhere.article("two"))
        alone = report(place, facts(site, feeds=[feed]))
        assert (alone["exit_code"], alone["sources_failed"]) == (10, {f"{site.home}feed": "no-article"})

        named = report(place, facts(site, feeds=[feed], hosts=["127.0.4.2"]))
        assert (named["exit_code"], named["outcomes"]) == (0, {"delivered": 2})


def test_a_next_link_that_leads_to_an_empty_page_is_the_end_of_the_listing(site: Site, place: Place) -> None:
    site.answers["/list"] = (
        f"<a href='{site.article('2026/11/22/one')}'>One</a> <a rel='next' href='/list?page=2'>Next</a>"
    )
    site.answers["/list?page=2"] = "<p>Nothing here</p> <a rel='next' href='/list?page=3'>Next</a>"
    for _ in range(2):
        crawl = report(place, facts(site, listings=["list"], article_url="^/news/"))
        assert (crawl["exit_code"], crawl["sources_failed"]) == (0, {})
    assert site.paths["/list?page=3"] == 0


def test_a_missing_child_of_a_sitemap_index_is_a_failure(site: Site, place: Place) -> None:
    site.answers["/index.xml"] = f"<sitemapindex><sitemap><loc>{site.home}child.xml</loc></sitemap></sitemapindex>"
    crawl = report(place, facts(site, sitemaps=["index.xml"]))
    assert (crawl["exit_code"], crawl["sources_failed"]) == (10, {f"{site.home}index.xml": "http-404"})


def test_the_feed_of_comments_that_a_front_page_advertises_is_left_alone(site: Site, place: Place) -> None:
    rss = "<link rel='alternate' type='application/rss+xml' href='/{}'>"
    site.feed("feed/", site.article("2026/11/22/one"))
    head = rss.format("feed/") + rss.format("comments/feed/")
    site.answers["/"] = f"<head>{head}</head><a href='/news/2026/11/22/one'>One</a>"
    crawl = report(place, facts(site))
    assert (crawl["exit_code"], crawl["outcomes"]) == (0, {"delivered": 1})
    assert site.paths["/feed/"] == 1
    assert site.paths["/comments/feed/"] == 0


def test_a_loop_of_redirects_is_a_failure_and_not_the_outlet_s_wish(site: Site, place: Place) -> None:
    site.answers["/news/loop"] = (302, {"Location": f"{site.home}news/loop"}, "")
    crawl = report(place, facts(site, feeds=[site.feed("feed", f"{site.home}news/loop")]))
    assert crawl["outcomes"] == {"failed:redirects": 1}


def test_a_page_that_robots_txt_forbids_is_not_fetched(site: Site, place: Place) -> None:
    site.answers["/robots.txt"] = (200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /news/")
    crawl = report(place, facts(site, feeds=[site.feed("feed", site.article("one"))]))
    assert crawl["outcomes"] == {"rejected:robots": 1}
    assert site.paths["/news/one"] == 0


def test_a_redirect_to_another_host_is_a_wall(site: Site, place: Place) -> None:
    with Site("127.0.4.2") as consent:
        consent.answers["/consent"] = "<h1>Do you agree?</h1>"
        site.answers["/news/one"] = (302, {"Location": f"{consent.home}consent"}, "")
        crawl = report(place, facts(site, feeds=[site.feed("feed", f"{site.home}news/one")]))
    assert (crawl["exit_code"], crawl["outcomes"]) == (13, {"walled:consent": 1})


def test_an_empty_answer_is_asked_for_again(site: Site, place: Place) -> None:
    url = site.article("one")
    page = site.answers["/news/one"]
    site.answers["/news/one"] = ""
    outlet = facts(site, feeds=[site.feed("feed", url)])
    assert report(place, outlet)["outcomes"] == {"failed:empty-page": 1}
    site.answers["/news/one"] = page
    assert report(place, outlet)["outcomes"] == {"delivered": 1}


def test_a_listing_of_more_pages_than_are_read_ends_and_so_does_a_very_long_address(site: Site, place: Place) -> None:
    for number in range(1, 14):
        link = f"<a href='{site.article(f'2026/11/22/{number}')}'>{number}</a>"
        site.answers[f"/list?page={number}"] = f"{link} <a rel='next' href='/list?page={number + 1}'>Next</a>"
    long = f"{site.home}news/{'é' * 300}?utm_campaign={'x' * 1200}"  # longer when it is sent
    outlet = facts(site, listings=["list?page=1"], feeds=[site.feed("feed", long)], article_url="^/news/")
    crawl = report(place, outlet)
    assert crawl["outcomes"] == {"delivered": 10, "gone:http-404": 1}


def test_an_answer_that_is_no_page_is_no_article(site: Site, place: Place) -> None:
    site.answers["/news/report.pdf"] = (200, {"Content-Type": "application/pdf"}, "%PDF-1.7")
    crawl = report(place, facts(site, feeds=[site.feed("feed", f"{site.home}news/report.pdf")]))
    assert crawl["outcomes"] == {"rejected:not-an-article": 1}
