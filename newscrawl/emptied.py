"""The record of an article that was taken down: that it was there, when and where, but not what it said."""

from dataclasses import replace
from hashlib import sha256

from newscrawl.article import Access, Article, Provenance

GONE = "[gone]"  # headline and text may not be empty in v1
NO_TEXT = sha256(b"").hexdigest()


def emptied(article: Article) -> Article:
    """Return the record without anything that the page said, but for its addresses and times."""
    return replace(
        article,
        change="gone",
        title=GONE,
        description=None,
        body=GONE,
        authors=[],
        section=None,
        tags=[],
        images=[],
        access=Access(),
        agency=None,
        story_id=article.article_id,
        story_relation="none",
        story_overlap=0.0,
        story_of=article.article_id,
        text_sha256=NO_TEXT,
        word_count=0,
        provenance=Provenance(),
        reporting="own",
        own_share=1.0,
        boilerplate_words=0,
    )
