"""Read the dates that a page declares for machines: JSON-LD, meta elements, microdata."""

from collections.abc import Iterator

from newscrawl.extract.document import Document
from newscrawl.extract.found import Found
from newscrawl.extract.jsonld import Node, texts, types
from newscrawl.extract.select import values

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published:time", "datepublished", "date_published",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "publication_date", "publication-date",
    "article.published", "article:published", "published_time", "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime", "og:pubdate", "og:published_time", "citation_publication_date",
)  # fmt: skip
_VAGUE = ("date", "dc.date", "dcterms.date", "article:created_time", "created")  # some systems put the last change here
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "article:modified:time", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "lastmod", "article.updated", "last-modified",
)  # fmt: skip
_WHOLE_PAGES = frozenset({"webpage", "itempage", "collectionpage", "faqpage", "hentry", "medicalwebpage", "qapage"})


def declared_published(page: Document) -> Iterator[Found[str]]:
    """Give what the page declares to be its day of publication, the most reliable first."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield from _of(page.article, key)
    for content, source in page.metas.all(*_PUBLISHED):
        yield Found(content, source)
    yield from _of_microdata(page, " @datepublished ")
    for node in _whole_pages(page):
        yield from _of(node, "datePublished")


def vaguely_declared(page: Document) -> Iterator[Found[str]]:
    """Give what the page declares to be a date of some kind."""
    for content, source in page.metas.all(*_VAGUE):
        yield Found(content, source)


def declared_modified(page: Document) -> Iterator[Found[str]]:
    """Give what the page declares to be its last change, the most reliable first."""
    yield from _of(page.article, "dateModified")
    for content, source in page.metas.all(*_MODIFIED):
        yield Found(content, source)
    yield from _of_microdata(page, " @datemodified ")
    for node in _whole_pages(page):
        yield from _of(node, "dateModified")


def _of(node: Node, key: str) -> Iterator[Found[str]]:
    for text in texts(node.get(key)):
        yield Found(text, "json-ld")


def _of_microdata(page: Document, mark: str) -> Iterator[Found[str]]:
    """Give the marked date where there is but one; several are those of teasers or comments too."""
    found = set(values(element for _, element in page.marks.holding(mark)))
    if len(found) == 1:
        yield Found(found.pop(), "dom:itemprop")


def _whole_pages(page: Document) -> Iterator[Node]:
    return (node for node in page.nodes if not types(node).isdisjoint(_WHOLE_PAGES))
