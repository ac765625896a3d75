"""Traps: sources and links that lead on and on."""

from tests.newsroom.attacks.frame import Attack, Ground, Visit


def sitemap_chain(visit: Visit) -> bool:
    """Answer each sitemap with an index that names another one."""
    if not visit.path.startswith("/map"):
        return False
    further = f"{visit.ground.home}map{visit.path[4:]}x"
    return visit.send(f"<sitemapindex><sitemap><loc>{further}</loc></sitemap></sitemapindex>", "application/xml")


def sitemap_fan(visit: Visit) -> bool:
    """Answer each sitemap with an index of 10,000."""
    if not visit.path.startswith("/map"):
        return False
    children = (
        f"<sitemap><loc>{visit.ground.home}map{visit.path[4:]}-{number}</loc></sitemap>" for number in range(10_000)
    )
    return visit.send(f"<sitemapindex>{''.join(children)}</sitemapindex>", "application/xml")


def calendar(visit: Visit) -> bool:
    """Answer each day of a calendar with the next one."""
    if not visit.path.startswith("/calendar"):
        return False
    day = int(visit.path.rpartition("=")[2])
    link = f"<a href='/news/on-day-{day}'>What happened on the day {day} at sea</a>"
    return visit.send(f"<title>Calendar</title>{link}<a rel='next' href='/calendar?day={day + 1}'>Next</a>")


def feed_pages(visit: Visit) -> bool:
    """Answer each page of a JSON feed with the next one."""
    if not visit.path.startswith("/json"):
        return False
    number = int(visit.path.rpartition("=")[2])
    item = f'{{"id": "{number}", "url": "{visit.ground.home}news/page-{number}", "title": "Ferry {number}"}}'
    version = '"version": "https://jsonfeed.org/version/1.1", "title": "F"'
    further = f'"next_url": "{visit.ground.home}json?page={number + 1}"'
    return visit.send(f'{{{version}, {further}, "items": [{item}]}}', "application/feed+json")


def repeated(ground: Ground) -> tuple[str, ...]:
    """Return the good article's link a hundred times, with tracking parameters."""
    return tuple(f"{ground.home}news/good?utm_source={number}" for number in range(100))


ATTACKS = (
    Attack(
        name="sitemap-chain",
        does="an index that names an index, for ever",
        outcomes={},
        answer=sitemap_chain,
        facts={"news_sitemaps": ["map"]},
        reaches=5,
    ),
    Attack(
        name="sitemap-fan",
        does="indexes of 10,000 indexes",
        outcomes={},
        answer=sitemap_fan,
        facts={"news_sitemaps": ["map"]},
        reaches=112,  # ten of ten
    ),
    Attack(
        name="calendar",
        does="a calendar without a last day",
        outcomes={"delivered": 10},
        answer=calendar,
        facts={"listings": ["calendar?day=1"]},
        reaches=25,
    ),
    Attack(
        name="feed-pages",
        does="a JSON feed without a last page",
        outcomes={"delivered": 10},
        answer=feed_pages,
        facts={"feeds": ["json?page=1"]},
        reaches=25,
    ),
    Attack(name="tracked", does="one article at a hundred tracking addresses", links=repeated, reaches=5),
)
