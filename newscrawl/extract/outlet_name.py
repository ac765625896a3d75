"""Collect the names under which an outlet calls itself on its own pages; none of them is an author."""

from urllib.parse import urlsplit

from newscrawl.extract.document import Document
from newscrawl.extract.jsonld import resolve, texts, types
from newscrawl.extract.page import Rules


def names(page: Document, rules: Rules) -> set[str]:
    """Return the outlet's names: the rules', og:site_name, JSON-LD publisher and site, and its host."""
    found = {rules.outlet} if rules.outlet else set()
    found |= {
        content
        for content, _ in page.metas.all(
            "og:site_name", "application-name", "al:android:app_name", "al:ios:app_name", "dc.publisher", "copyright"
        )
    }
    found |= set(texts(resolve(page.article.get("publisher"), page.nodes)))
    for node in page.nodes:
        if types(node) & {"website", "newsmediaorganization"}:
            found |= set(texts(node.get("name"))) | set(texts(node.get("alternateName")))
    return found | _of_host(page.url)


def _of_host(url: str) -> set[str]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return set()
    labels = host.removeprefix("www.").split(".")
    return {host, host.removeprefix("www."), *labels[-2:-1]} if len(labels) > 1 else set()
