"""Pages made to trip an extractor are read or refused; none makes it fail inside, or gives what cannot be stored."""

from dataclasses import asdict

import msgspec
from hypothesis import HealthCheck, given, settings

from newscrawl.extract import Page, Rules, extract
from newscrawl.run.golden import golden
from tests.extract.hostile import Hostile, hostile_pages

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
RULES = Rules(timezone="Asia/Kolkata", outlet="Example Post")


def faults(page: Page) -> list[str]:
    """Return what is wrong with an answer, whatever the page was."""
    found = []
    if (page.reason or "").startswith("unreadable"):
        found.append(f"failed inside: {page.reason}")
    try:
        msgspec.json.encode(asdict(page))
        golden(page)
    except (UnicodeEncodeError, OverflowError, ValueError) as error:
        found.append(f"cannot be stored: {error!r}")
    if page.body != "\n\n".join(paragraph.text for paragraph in page.paragraphs):
        found.append("the body is not its paragraphs")
    return found


@QUIET
@given(hostile_pages())
def test_a_hostile_page_is_read_or_refused(page: Hostile) -> None:
    assert faults(extract(page.html, page.url, RULES, page.encoding)) == []
