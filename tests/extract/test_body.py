"""The body is the article's paragraphs and nothing that stands around them."""

import pytest
from lxml.html import document_fromstring

from newscrawl.extract import Rules, extract
from newscrawl.extract.blocks import blocks
from newscrawl.extract.body import chosen_by, markup
from tests.extract.pages import PROSE, URL, article, html, meta, news

FURNITURE = [
    "ShareTweetSendSharePinShare", "Share on Facebook", "0 SHARES", "140 VIEWS", "No Result", "View All Result",
    "Previous Post", "Next Post", "Related Posts", "ADVERTISEMENT", "Leave a Reply Cancel reply",
    "Your email address will not be published. Required fields are marked *", "Welcome Back!",
    "Login to your account below", "Forgotten Password?", "Retrieve your password",
    "Please enter your username or email address to reset your password.", "Log In",
    "If you like this story, share it with a friend!",
    "We are a non-profit organization. Help us financially to keep our journalism free from pressure.",
    "(With input from news agency language)", "SOURCE ; TRT WORLD", "SOURCE: AFP", "(Reuters)", "mit dpa",
    "Photo: N. N./Valley Pictures", "Read more", "Tags: bridge, valley",
    "N. N. in the valley contributed to this report.", "Empfohlener externer Inhalt",
]  # fmt: skip


def body(page: bytes, rules: Rules | None = None) -> list[str]:
    text = extract(page, URL, rules).body
    return text.split("\n\n") if text else []


def test_markup_for_the_second_opinion_begins_no_comment_in_an_attribute() -> None:
    root = document_fromstring('<p title="a<!--b" class="<!<!----"><!-- c -->d</p>')
    written = markup(root)
    assert written.count("<!--") == 1
    assert "! --b" in written
    assert "<!-- c -->d" in written


def test_paragraphs_are_joined_by_a_blank_line() -> None:
    page = extract(article(), URL)
    assert page.body == "\n\n".join(PROSE)
    assert page.provenance["body"] == "dom"


def test_a_page_may_leave_out_the_tags_of_head_and_body() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    page = (
        f"<!DOCTYPE html><title>The bridge holds</title><meta name=a content=b><article><h1>The bridge holds</h1>{text}"
    )
    assert body(page.encode()) == list(PROSE)


def test_subheadings_items_quotes_and_short_paragraphs_are_paragraphs_of_their_own() -> None:
    inner = (
        "<h2>What now</h2><p>So.</p><ul><li>tents for\n forty</li><li>rice</li></ul>"
        "<blockquote><p>“It holds,” she said on the bank.</p></blockquote>"
        "<p>The second bridge, further up the valley, is to follow in the spring of next year.</p>"
    )
    assert body(article(inner))[3:] == [
        "What now", "So.", "tents for forty", "rice", "“It holds,” she said on the bank.",
        "The second bridge, further up the valley, is to follow in the spring of next year.",
    ]  # fmt: skip


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    inner = f"<div>{PROSE[0]}<br>{PROSE[1]}<br/> <br/>{PROSE[2]}</div>"
    assert body(html(f"<article><h1>Bridge</h1>{inner}</article>")) == [f"{PROSE[0]} {PROSE[1]}", PROSE[2]]


def test_a_row_of_data_is_one_paragraph() -> None:
    table = "<table><tr><th>Town</th><th>Lorries</th></tr><tr><td>Upper</td><td>41</td></tr></table>"
    last = "<p>The count is kept by the office of roads and published at the end of every month.</p>"
    assert body(article(table + last))[3:5] == ["Town | Lorries", "Upper | 41"]


@pytest.mark.parametrize("line", FURNITURE)
def test_a_line_of_furniture_is_no_paragraph(line: str) -> None:
    rules = Rules(select={"body": ".text"})
    assert body(article(f"<p>{line}</p>")) == list(PROSE)
    assert body(article(f"<p>{line}</p>"), rules) == list(PROSE)


def test_a_run_of_slogans_is_left_out_and_a_single_sentence_is_not() -> None:
    slogans = [f"Social media is {word}." for word in ("bold", "young", "curious", "free")] + ["But never irrelevant."]
    rules = Rules(select={"body": ".text"})
    assert body(article("".join(f"<p>{line}</p>" for line in slogans)), rules) == list(PROSE)
    assert body(article("<p>Social media is free.</p>"), rules)[-1] == "Social media is free."


def test_embedded_posts_are_cut() -> None:
    tweet = (
        "<blockquote class='twitter-tweet'><p>41 lorries so far, says the harbour office this morning</p></blockquote>"
    )
    assert body(article(tweet)) == list(PROSE)


def test_headline_and_byline_before_the_text_are_no_paragraphs() -> None:
    head = news(headline="Bridge opens after eleven months", author={"@type": "Person", "name": "Ada Lovelace"})
    lines = "".join(f"<p>{line}</p>" for line in ("By Ada Lovelace", *PROSE))
    page = html(f"<article><h1>Bridge opens after eleven months</h1>{lines}</article>", head)
    assert body(page) == list(PROSE)


def test_captions_forms_and_menus_are_not_read() -> None:
    inner = (
        "<figure><img src='/a.jpg'><figcaption>The bridge seen from the northern bank.</figcaption></figure>"
        "<form><p>Send us what you have seen on the bridge, with your name and your street.</p></form>"
        "<nav><ul><li>World</li><li>Business</li></ul></nav>"
    )
    assert body(article(inner)) == list(PROSE)


def test_the_text_ends_at_a_heading_such_as_related_posts() -> None:
    more = "<h3>Related Posts</h3><p>Ferry pilots in the north go back to work after a week on strike.</p>"
    assert body(article(more), Rules(select={"body": ".text"})) == list(PROSE)


def test_the_outlets_selector_and_drops_win() -> None:
    page = html(f"<div id='x'><p>{PROSE[0]}</p><p class='promo'>Buy the paper.</p></div><div><p>{PROSE[1]}</p></div>")
    found = extract(page, URL, Rules(select={"body": "#x"}, drop=(".promo",)))
    assert (found.body, found.provenance["body"]) == (PROSE[0], "rule")


def test_an_empty_body_that_the_outlet_selects_is_not_filled_from_elsewhere() -> None:
    page = html(f"<div id='x'></div><div><p>{PROSE[0]}</p><p>{PROSE[1]}</p></div>")
    assert body(page, Rules(select={"body": "#x"})) == []


def test_article_body_of_json_ld_is_the_last_resort() -> None:
    page = extract(html("<div id='app'></div>", news(articleBody=f"{PROSE[0]}\n\n{PROSE[1]}")), URL)
    assert (page.body, page.provenance["body"]) == (f"{PROSE[0]}\n\n{PROSE[1]}", "json-ld")


def test_a_hidden_second_copy_of_the_text_is_not_read_twice() -> None:
    copy = f"<div class='locked'>{' '.join(PROSE)}</div>"
    assert body(article(copy)) == list(PROSE)


def test_a_question_that_is_asked_again_is_no_copy() -> None:
    question = "<p>What did you think when you first saw the bridge swing in the wind?</p>"
    page = html(f"<article><h1>Bridge</h1>{''.join(question + f'<p>{line}</p>' for line in PROSE)}</article>")
    assert len(body(page)) == 2 * len(PROSE)


@pytest.mark.parametrize(
    "inner",
    [
        "<div class='visually-hidden'>Here the article goes on</div>",
        "<p class='sr-only'>The text goes on below the picture of the bridge.</p>",
        "<p><a href='/2'>HARBOUR OFFICE COUNTS ITS LORRIES ONCE AGAIN</a></p>",
        "<div class='wp-caption'><img src='/a.jpg'><p>The bridge seen from the northern bank.</p></div>",
        f"<p>Deine Privatsphäre-Einstellungen verhindern das Laden dieses Films. {'Ändere sie hier. ' * 15}</p>",
    ],
)
def test_what_is_not_for_readers_of_the_text_is_left_out(inner: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in PROSE)
    page = html(f"<div class='text'>{text}{inner}{text.upper()}</div>")
    lines = body(page, Rules(select={"body": ".text"}))
    assert lines == [*PROSE, *(line.upper() for line in PROSE)]


def test_a_doubtful_part_far_from_the_text_is_left_out() -> None:
    found = blocks(document_fromstring("<body>" + "<p>one of thirty lines</p>" * 30))
    assert chosen_by(found, [3.0] * 5 + [-4.0] * 24 + [0.5], None) == [0, 1, 2, 3, 4]
    assert chosen_by(found, [3.0] * 5 + [-4.0] * 24 + [2.0], None) == [0, 1, 2, 3, 4, 29]


def test_an_item_that_no_article_ever_had_is_not_kept_for_standing_between_two_of_the_text() -> None:
    found = blocks(document_fromstring("<div><p>first</p><ul><li>an item</li></ul><p>last</p></div>"))
    assert chosen_by(found, [3.0, -1.0, 3.0], None) == [0, 1, 2]
    assert chosen_by(found, [3.0, -4.0, 3.0], None) == [0, 2]


def test_dates_and_names_alone_are_no_body() -> None:
    page = html("<h1>Bridge</h1><p>6 May 2024, 07:08</p><p>Ada Lovelace</p>", meta(og__type="article"))
    assert body(page) == []


def test_a_page_of_links_alone_is_read_and_has_no_text() -> None:
    page = extract(
        html('<ul><li><a href="/one">Ferry sails</a></li><li><a href="/two">Bridge opens</a></li></ul>'), URL
    )
    assert page.body == ""
    assert "unreadable" not in (page.reason or "")
