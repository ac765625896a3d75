"""Read what a page's meta elements reserve."""

from newscrawl.article import Rights
from newscrawl.extract.document import Document
from newscrawl.rights import TOKEN, from_directives, from_reservation, together


def rights(page: Document) -> Rights:
    """Return what the page says to all crawlers and to this one; how it is kept is not the page's to say."""
    robots = (from_directives([content], source) for content, source in page.metas.all("robots", TOKEN))
    reservation, source = page.metas.first("tdm-reservation")
    policy, _ = page.metas.first("tdm-policy")
    return together(*robots, from_reservation(reservation, policy, source or ""))
