"""What the Yoast plugin writes into the head of a WordPress page: meta elements and a JSON-LD graph."""

from datetime import UTC, datetime
from typing import Any

from tests.newsroom.model import Article


def properties(article: Article, *, site: str, url: str, image: str, author: str | None) -> dict[str, str | None]:
    """Return the meta elements; ``author`` None leaves the author out."""
    return {
        "description": article.description,
        "og:locale": "en_US",
        "og:type": "article",
        "og:title": article.title,
        "og:description": article.description,
        "og:url": url,
        "og:site_name": site,
        "article:published_time": _stamp(article.published),
        "article:modified_time": _stamp(article.modified),
        "og:image": image,
        "author": author,
        "twitter:card": "summary_large_image",
    }


def graph(article: Article, *, site: str, home: str, url: str, image: str, named: bool) -> dict[str, Any]:
    """Return the JSON-LD graph; unless ``named`` its article has no author."""
    stamps = {"datePublished": article.published, "dateModified": article.modified or article.published}
    dates = {name: _stamp(moment) for name, moment in stamps.items() if moment}
    house = {"@type": "Organization", "@id": f"{home}#organization", "name": site, "url": home}
    post = {
        "@type": "Article",
        "@id": f"{url}#article",
        "isPartOf": {"@id": url},
        **({"author": _author(article, site)} if named else {}),
        "headline": article.title,
        **dates,
        "mainEntityOfPage": {"@id": url},
        "publisher": {"@id": house["@id"]},
        "image": {"@id": f"{url}#primaryimage"},
        "thumbnailUrl": image,
        "keywords": article.tags,
        "articleSection": [article.section],
        "inLanguage": "en-US",
    }
    picture = {"@type": "ImageObject", "@id": f"{url}#primaryimage", "url": image, "caption": article.picture.caption}
    page = {"@type": "WebPage", "@id": url, "url": url, "name": f"{article.title} - {site}", **dates}
    places = ((home, "Home"), (url, article.title))
    steps = [
        {"@type": "ListItem", "position": place, "name": name, "item": item}
        for place, (item, name) in enumerate(places, 1)
    ]
    trail = {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": steps}
    website = {"@type": "WebSite", "@id": f"{home}#website", "url": home, "name": site}
    return {"@context": "https://schema.org", "@graph": [post, page, picture, trail, website, house]}


def collection(title: str) -> dict[str, Any]:
    """Return the JSON-LD graph of an archive page."""
    return {"@context": "https://schema.org", "@graph": [{"@type": "CollectionPage", "name": f"{title} Archives"}]}


def _author(article: Article, site: str) -> Any:
    people = [{"@type": "Person", "name": name} for name in article.authors]
    if len(people) > 1:
        return people
    return people[0] if people else {"@type": "Organization", "name": article.agency or site}


def _stamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
