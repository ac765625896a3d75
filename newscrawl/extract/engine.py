"""Read all fields of one page, in the order of belief that each field's module states."""

from newscrawl.extract.about import canonical_url, description, language, section, tags
from newscrawl.extract.access import access
from newscrawl.extract.agency import agency
from newscrawl.extract.authors import authors, credits_of
from newscrawl.extract.body import body, is_doubtful, second_opinion
from newscrawl.extract.dates import dates
from newscrawl.extract.document import Document, parse
from newscrawl.extract.found import Found
from newscrawl.extract.images import images
from newscrawl.extract.kind import kind, may_be_article
from newscrawl.extract.limits import is_too_deep, refusal
from newscrawl.extract.measures import Told
from newscrawl.extract.outlet_name import names
from newscrawl.extract.page import Page, Rules
from newscrawl.extract.page_signs import Fields
from newscrawl.extract.reserved import rights
from newscrawl.extract.rules import rules_for
from newscrawl.extract.select import chosen, elements
from newscrawl.extract.title import title
from newscrawl.extract.told import told

EXTRACTOR = "newscrawl-2"


def extract(html: bytes, url: str, rules: Rules | None = None, encoding: str | None = None) -> Page:
    """Read an article page; an unreadable one gives an empty Page of kind other with its reason, nothing is raised.

    ``url`` is where the page was found, ``rules`` the outlet's own word, ``encoding`` the charset of the HTTP header.
    """
    try:
        if reason := refusal(html):
            return Page(reason=reason, extractor=EXTRACTOR)
        page = parse(html, url, encoding)
        if page is None or is_too_deep(page.root):
            return Page(reason="no HTML" if page is None else "nested too deeply", extractor=EXTRACTOR)
        return _read(page, rules_for(page, rules or Rules()))
    except MemoryError:  # not the page's word: whoever has set the limit has to know
        raise
    except Exception as error:  # noqa: BLE001 - the edge: bytes from the network must not end a crawl
        return Page(reason=f"unreadable: {type(error).__name__}", extractor=EXTRACTOR)


def told_of(page: Document, rules: Rules) -> Told:
    """Return what a page tells of its article outside the text, by which the text is recognised."""
    return _told(page, rules, title(page, rules), description(page, rules), authors(page, rules))


def _read(page: Document, rules: Rules) -> Page:
    found = fields(page, rules)
    own = {name.casefold() for name in names(page.site_names, rules)}
    by = found["authors"]
    bylines = list(credits_of(page, rules, by.source if by else None))
    told_here = _told(page, rules, found["title"], found["description"], by)
    walls, dropped = chosen(page.root, rules, "access"), any(elements(page.root, selector) for selector in rules.drop)
    text = body(page, rules, told_here)  # read after the others, for it may cut the tree
    if is_doubtful(text) and may_be_article(page, text.value, found):  # a listing's text nobody needs
        text = second_opinion(page, text.value)
    lines = [paragraph.text for paragraph in text.value.paragraphs]
    if lines:
        is_cut = dropped and text.source != "rule"
        found["body"] = Found("\n\n".join(lines), f"{text.source}, without rule's drop" if is_cut else text.source)
    found["access"] = access(page, lines, walled_by=rules.select["access"] if walls else None)
    found["agency"] = agency(bylines, text.value.credit_lines, lines[0] if lines else "", own)
    sort = kind(page, text.value, found, is_selected=text.source == "rule")
    result = Page(
        kind=sort.kind,
        reason=sort.reason,
        wall=sort.wall,
        paragraphs=text.value.paragraphs,
        rights=rights(page),
        extractor=EXTRACTOR,
    )
    found["encoding"] = Found(page.encoding, page.encoded_by)
    for field, answer in found.items():
        if answer is not None:
            setattr(result, field, answer.value)
            result.provenance[field] = answer.source
    return result


def fields(page: Document, rules: Rules) -> Fields:
    """Read all fields but those that need the text."""
    when = dates(page, rules)
    return {
        "title": title(page, rules),
        "description": description(page, rules),
        "authors": authors(page, rules),
        "section": section(page, rules),
        "tags": tags(page, rules),
        "language": language(page, rules),
        "canonical_url": canonical_url(page, rules),
        "published_at": when.published,
        "modified_at": when.modified,
        "images": images(page, rules),
    }


def _told(
    page: Document,
    rules: Rules,
    headline: Found[str] | None,
    standfirst: Found[str] | None,
    by: Found[list[str]] | None,
) -> Told:
    return told(
        page,
        headline.value if headline else "",
        standfirst.value if standfirst else "",
        by.value if by else [],
        names(page.site_names, rules),
    )
