"""Which addresses are forms of one, and which canonical links are believed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.identity import believable_canonical, is_alternate, main_form, place, related, url_id

SITE = "https://www.example.com"
WORDS = st.sampled_from(["ferry", "harbour", "captain", "storm", "council", "bridge", "tram", "election", "mayor"])
SLUG = st.lists(WORDS, min_size=2, max_size=6, unique=True).map("-".join)
DAY = st.dates().filter(lambda day: 1990 <= day.year <= 2030).map("{:%Y/%m/%d}".format)
NUMBER = st.integers(100_000, 9_999_999).map(str)
ARTICLE = st.one_of(
    st.tuples(DAY, SLUG).map("/".join),
    st.tuples(SLUG, NUMBER).map("-".join),
    NUMBER.map("story.php?id={}".format),
    NUMBER.map("?p={}".format),
    st.tuples(WORDS, NUMBER).map("/".join),
    st.tuples(DAY, WORDS).map("/".join),
)
SPELLINGS = ("https://example.com/{}", "http://www.example.com/{}", "https://EXAMPLE.com:443/{}#top")
FORMS = ("https://m.example.com/{}", "https://amp.example.com/{}", "http://mobile.example.com/{}", "{site}/amp/{}")


def with_query(url: str, pair: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{pair}"


@given(ARTICLE)
def test_spellings_of_one_address_are_one_place(article: str) -> None:
    urls = [spelling.format(article) for spelling in SPELLINGS]
    urls += [with_query(urls[0], "utm_source=feed"), with_query(urls[0], "fbclid=x")]
    if "?" not in article:
        urls += [f"{urls[0]}/", f"{urls[0]}/index.html"]
    assert {place(url) for url in urls} == {place(f"{SITE}/{article}")}
    assert not any(is_alternate(url) for url in urls)


@given(ARTICLE)
def test_amp_and_mobile_forms_have_one_main_form(article: str) -> None:
    plain = f"{SITE}/{article}"
    urls = [form.format(article, site=SITE) for form in FORMS]
    urls += [with_query(plain, pair) for pair in ("amp", "amp=1", "outputType=amp", "output=amp")]
    urls += [] if "?" in article else [f"{plain}/amp", f"{plain}/amp/", f"{plain}.amp"]
    assert {main_form(url) for url in urls} == {main_form(plain)} == {place(plain)}
    assert all(is_alternate(url) for url in urls)
    assert {believable_canonical(url, plain, ["example.com"], []) for url in urls} == {
        believable_canonical(plain, plain, ["example.com"], [])
    }


@given(st.lists(ARTICLE, min_size=2, max_size=5, unique=True))
def test_different_articles_never_have_one_place_or_main_form(articles: list[str]) -> None:
    for one, other in combinations(articles, 2):
        assert place(f"{SITE}/{one}") != place(f"{SITE}/{other}")
        assert main_form(f"{SITE}/{one}") != main_form(f"{SITE}/{other}")


@given(DAY, DAY, SLUG)
def test_one_slug_of_two_days_is_two_articles(day: str, other: str, slug: str) -> None:
    one, two = f"{SITE}/{day}/{slug}", f"{SITE}/{other}/{slug}"
    assert (believable_canonical(one, two, ["example.com"], []) == two) is (day == other)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_canonical_link_gives_an_address_of_the_outlet(text: str) -> None:
    believed = believable_canonical(f"{SITE}/a-story", text, ["example.com"], [])
    assert place(believed).partition("/")[0] == "example.com" or is_alternate(believed)


@pytest.mark.parametrize(
    ("own", "canonical"),
    [
        ("/sport/ferry-wins-cup", "/sport/"),
        ("/sport/football/ferry-wins-cup", "/sport"),
        ("/story.php?id=123", "/story.php"),
        ("/story.php?id=123", "/story.php?id=124"),
        ("/2024/01/06/briefing", "/2024/01/05/briefing"),
        ("/ferry-wins-cup-990001", "/council-meets-today-990002"),
        ("/local/990001", "/local/990002"),
        ("/sport/ferry-wins-cup", "/error"),
        ("/sport/ferry-wins-cup", "/page-not-found.html"),
        ("/sport/ferry-wins-cup", "https://www.elsewhere.example/sport/ferry-wins-cup"),
    ],
)
def test_a_canonical_link_that_names_something_else_is_not_believed(own: str, canonical: str) -> None:
    assert believable_canonical(SITE + own, canonical, ["example.com"], []) == SITE + own


@pytest.mark.parametrize(
    ("own", "canonical"),
    [
        ("/sport/ferry-wins-cup", "/local/ferry-wins-cup"),
        ("/ferry-wins-cup-990001", "/captain-praises-crew-990001"),
        ("/?p=4711", "/2024/01/05/ferry-wins-cup"),
        ("/print/4711", "/2024/01/05/ferry-wins-cup"),
        ("/ferry-wins-cup/2", "/ferry-wins-cup"),
        ("/ferry-wins-cup;jsessionid=AB12", "/ferry-wins-cup"),
        ("/ferry-wins-cup?view=all", "/ferry-wins-cup"),
        ("/amp/990001", "/local/990001"),
    ],
)
def test_a_canonical_link_that_may_be_right_is_believed(own: str, canonical: str) -> None:
    assert believable_canonical(SITE + own, canonical, ["example.com"], []) == SITE + canonical


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/ferry-wins-cup-990001", "990001"),
        ("/990001/ferry-wins-cup", "990001"),
        ("/ferry-wins-cup-990001.html", "990001"),
        ("/story.php?id=990001", "990001"),
        ("/ferry-wins-cup-1a2b3c4d5e6f", "1a2b3c4d5e6f"),
        ("/20240105/ferry-wins-cup", None),
        ("/20240105123000-ferry", None),
        ("/2024/01/ferry-wins-cup", None),
        ("/c-123456/ferry-990001", None),
        ("/ferry-1234", None),
    ],
)
def test_the_one_number_of_an_address_may_be_an_id_and_a_date_is_none(path: str, number: str | None) -> None:
    found = url_id(SITE + path)
    assert (found.number if found else None) == number


def test_numbers_at_different_places_are_not_compared() -> None:
    first, second = url_id(f"{SITE}/990001/ferry"), url_id(f"{SITE}/ferry-990001")
    assert first
    assert second
    assert first.shape != second.shape
    assert related(f"{SITE}/?p=1", f"{SITE}/ferry-wins-cup") is None


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        (None, "https://example.com/amp/a-story"),
        ("", "https://example.com/amp/a-story"),
        ("https://www.example.com/a-story?utm_source=amp", "https://www.example.com/a-story"),
        ("/a-story", "https://example.com/a-story"),
        ("https://example.com/", "https://example.com/amp/a-story"),
        ("https://www.example.com", "https://example.com/amp/a-story"),
        ("https://example.com/index.html", "https://example.com/amp/a-story"),
        ("https://example.com/?p=12", "https://example.com/?p=12"),
        ("http://www.example.com/world", "https://example.com/amp/a-story"),
        ("https://example.com/feed/", "https://example.com/amp/a-story"),
        ("https://elsewhere.org/a-story", "https://example.com/amp/a-story"),
        ("javascript:void(0)", "https://example.com/amp/a-story"),
        ("http://[", "https://example.com/amp/a-story"),
        ("https://example.com/a-story/", "https://example.com/a-story/"),
        ("https://m.example.com/a-story", "https://m.example.com/a-story"),
        ("https://example.com/2024/05/06/a-story", "https://example.com/2024/05/06/a-story"),
        ("https://example.com/404", "https://example.com/amp/a-story"),
        ("https://example.com/login?next=/a-story", "https://example.com/amp/a-story"),
    ],
)
def test_a_canonical_link_is_believed_unless_it_cannot_be_right(canonical: str | None, believed: str) -> None:
    listings = ["https://example.com/world/", "https://example.com/feed"]
    assert believable_canonical("https://example.com/amp/a-story", canonical, ["example.com"], listings) == believed
