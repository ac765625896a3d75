"""A page of a day's stories: a timeline for each. Nothing on it runs or is loaded, whatever the headlines say."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from html import escape

from newscrawl.stories.day import HOUR, Story, Telling
from newscrawl.urls import is_web_address

WIDTH, HEIGHT, EDGE = 720, 32, 12  # of a timeline, in its own units
REPORTING = {
    "own": "first or own reporting",
    "agency": "credited to an agency",
    "mixed": "with reporting of its own",
    "reprint": "reprint",
}
STYLE = """
:root { color-scheme: light dark; --ink: #1c1b19; --soft: #6b675f; --line: #d8d3c8; --paper: #fbfaf7;
  --own: #1f6f5c; --agency: #8a5a00; --mixed: #2f5fa8; --reprint: #77736a; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceae4; --soft: #a5a096; --line: #3b3934; --paper: #171614;
  --own: #5fc2a6; --agency: #e0ab4c; --mixed: #86aef0; --reprint: #9c978d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 54rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 Georgia, 'Noto Serif', serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p, li { font-family: system-ui, 'Noto Sans', sans-serif; }
p { color: var(--soft); font-size: .9rem; margin: 0 0 .5rem; }
article { border-top: 1px solid var(--line); padding: 1.25rem 0; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .15em; }
a:hover, a:focus { text-decoration-color: currentColor; }
svg { display: block; width: 100%; height: auto; margin: .5rem 0 0; }
line { stroke: var(--line); stroke-width: 2; }
circle { stroke: var(--paper); stroke-width: 2; }
.ends { display: flex; justify-content: space-between; font-size: .8rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 6rem 10rem 1fr; gap: .1rem .75rem; font-size: .875rem; padding: .2rem 0;
  overflow-wrap: anywhere; }
li > span:first-child { color: var(--soft); font-variant-numeric: tabular-nums; }
b { font-weight: 600; }
.own { fill: var(--own); color: var(--own); } .agency { fill: var(--agency); color: var(--agency); }
.mixed { fill: var(--mixed); color: var(--mixed); } .reprint { fill: var(--reprint); color: var(--reprint); }
small { display: block; }
@media (max-width: 36rem) { li { grid-template-columns: 6rem 1fr; } li > :last-child { grid-column: 1 / -1; } }
"""
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; "
    f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)


def page(stories: Sequence[Story], day: date) -> str:
    """Return the page as HTML."""
    told = "".join(map(_story, stories)) or "<p>No story was told by more than one article.</p>\n"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Stories of {day}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Stories of {day}</h1>\n<p>{counted(len(stories), 'story', 'stories')} told by more than one article, "
        f"the most widely told first. Times are UTC.</p>\n{told}</body>\n</html>\n"
    )


def _story(story: Story) -> str:
    facts = (
        counted(len(story.outlets), "outlet", "outlets"),
        counted(len(story.tellings), "article", "articles"),
        f"first published {_time(story.first.told_at)}",
        f"spread over {story.hours:.1f} hours",
        f"{counted(story.reprints, 'reprint', 'reprints')}, {counted(story.originals, 'original', 'originals')}",
    )
    return (
        f"<article>\n<h2>{_link(story.first)}</h2>\n<p>{' · '.join(facts)}</p>\n{_timeline(story)}"
        f"<ol>\n{''.join(map(_telling, story.tellings))}</ol>\n</article>\n"
    )


def _timeline(story: Story) -> str:
    """Return the axis from the first article to the last, and a dot for each."""
    start, hours = story.first.told_at, story.hours
    middle, room = 16, WIDTH - 2 * EDGE

    def x(telling: Telling) -> float:
        return EDGE + (room * ((telling.told_at - start) / HOUR) / hours if hours else 0)

    dots = "".join(
        f'<circle class="{telling.reporting}" cx="{x(telling):.1f}" cy="{middle}" r="7">'
        f"<title>{escape(telling.outlet)}, {_time(telling.told_at)}</title></circle>"
        for telling in reversed(story.tellings)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="When each outlet told it">'
        f'<line x1="{EDGE}" y1="{middle}" x2="{WIDTH - EDGE}" y2="{middle}"/>{dots}</svg>\n'
        f'<p class="ends"><span>{_time(start)}</span><span>+{hours:.1f} h</span></p>\n'
    )


def _telling(telling: Telling) -> str:
    agency = f" ({escape(telling.agency)})" if telling.agency else ""
    return (
        f"<li><span>{telling.told_at.astimezone(UTC):%m-%d %H:%M}</span><b><bdi>{escape(telling.outlet)}</bdi></b>"
        f'<span>{_link(telling)}<small class="{telling.reporting}">{REPORTING[telling.reporting]}{agency}</small>'
        "</span></li>\n"
    )


def _link(telling: Telling) -> str:
    title = f"<bdi>{escape(telling.title)}</bdi>"
    if not is_web_address(telling.url):
        return title
    return f'<a href="{escape(telling.url)}" rel="noopener noreferrer nofollow">{title}</a>'


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def counted(count: int, one: str, several: str) -> str:
    """Return a number with what it counts."""
    return f"{count} {one if count == 1 else several}"
