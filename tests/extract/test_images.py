"""Pictures of the article have an address, a caption and a credit; those of anything else are left out."""

import pytest

from newscrawl.article import Image
from newscrawl.extract.document import parse
from newscrawl.extract.images import images
from newscrawl.extract.page import Rules
from newscrawl.extract.picture import name_of, split_credit
from tests.extract.pages import URL, article, html, json_ld, meta

SITE = "https://www.example.com"


def pictures(page: bytes, rules: Rules | None = None) -> list[Image]:
    document = parse(page, URL)
    assert document is not None
    found = images(document, rules or Rules())
    return found.value if found else []


@pytest.mark.parametrize(
    ("picture", "address"),
    [
        ("<img src='/a.jpg'>", "/a.jpg"),
        ("<img src='data:image/gif;base64,R0' data-src='/a.jpg'>", "/a.jpg"),
        ("<img src='/placeholder.png' data-original='/a.jpg'>", "/a.jpg"),
        ("<img srcset='/s.jpg 320w, /l.jpg 1280w'>", "/l.jpg"),
        ("<img srcset='/s,w_1.jpg 1x, /l,w_2.jpg 2x'>", "/l,w_2.jpg"),
        ("<picture><source srcset='/a.webp 2x'><img src='/a.jpg'></picture>", "/a.jpg"),
        ("<img src='/pixel.gif' width='1' height='1'><img src='/a.jpg'>", "/a.jpg"),
        ("<noscript><img src='/a.jpg'></noscript>", "/a.jpg"),
    ],
)
def test_the_address_is_found_where_pictures_are_loaded_late(picture: str, address: str) -> None:
    assert [image.url for image in pictures(article(f"<figure>{picture}</figure>"))] == [SITE + address]


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The bridge (Photo: N. N.)", "The bridge", "N. N."),
        ("The bridge. © N. N.", "The bridge.", "N. N."),
        ("The bridge <span class='credit'>Foto: N. N.</span>", "The bridge", "N. N."),
        ("The bridge", "The bridge", None),
        ("<span class='copyright'>Agency</span>", "From above", "Agency"),
    ],
)
def test_caption_and_credit_are_told_apart(caption: str, text: str, credit: str | None) -> None:
    figure = f"<figure><img src='/a.jpg' alt='From above'><figcaption>{caption}</figcaption></figure>"
    assert pictures(article(figure)) == [Image(url=f"{SITE}/a.jpg", caption=text, credit=credit)]


def test_an_element_marked_as_caption_is_one() -> None:
    holder = "<div><img src='/a.jpg'><p class='wp-caption-text'>The bridge</p></div>"
    assert pictures(article(holder)) == [Image(url=f"{SITE}/a.jpg", caption="The bridge")]


def test_the_sizes_of_one_picture_are_one_picture() -> None:
    figure = "<figure><img src='/bridge-800x600.jpg?q=1'><figcaption>The bridge</figcaption></figure>"
    page = article(figure, meta(og__image=f"{SITE}/bridge.jpg"))
    assert pictures(page) == [Image(url=f"{SITE}/bridge.jpg", caption="The bridge")]


@pytest.mark.parametrize(
    "after",
    [
        "<aside><figure><img src='/b.jpg'></figure></aside>",
        "<div class='related-articles'><figure><img src='/b.jpg'></figure></div>",
        "<div><h3><a href='/other'>Other</a></h3><figure><img src='/b.jpg'></figure></div>",
        "<figure><img src='/logo.png'></figure>",
        "<figure><img src='/users/avatar-1.jpg'></figure>",
        "<figure><img src='javascript:x'></figure>",
    ],
)
def test_pictures_of_anything_else_are_left_out(after: str) -> None:
    assert pictures(article(after=after)) == []


def test_json_ld_leads_and_the_rest_of_the_page_follows() -> None:
    node = {"@type": "NewsArticle", "headline": "x", "image": {"@type": "ImageObject", "url": "/first.jpg"}}
    page = article("<figure><img src='/second.jpg'></figure>", json_ld(node))
    assert [image.url for image in pictures(page)] == [f"{SITE}/first.jpg", f"{SITE}/second.jpg"]


def test_the_outlets_selector_wins() -> None:
    page = html("<i class='x'><img src='/b.jpg'></i>", meta(og__image=f"{SITE}/a.jpg"))
    assert [image.url for image in pictures(page, Rules(select={"images": ".x"}))] == [f"{SITE}/b.jpg"]


def test_an_address_that_says_little_is_a_name_of_its_own() -> None:
    assert name_of(f"{SITE}/image?id=1") != name_of(f"{SITE}/image?id=2")
    assert name_of("http://[") == "http://["


def test_a_caption_of_any_length_is_read_at_once() -> None:
    for filler in ("photo: ", "(", "© ", "foto/ "):
        assert split_credit(filler * 50_000) is not None


def test_an_address_of_any_length_is_read_at_once() -> None:
    assert name_of(f"{SITE}/{'a' * 1_000_000}/") == f"{SITE}/{'a' * 1_000_000}/"
    assert name_of(f"{SITE}/{'a-10x10' * 200_000}.jpg.") != name_of(f"{SITE}/a.jpg")
