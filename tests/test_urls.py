import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.urls import (
    MAX_LENGTH,
    PLAIN_PATH,
    canonical_path,
    host,
    is_web_address,
    link_key,
    looks_like_article,
    normalise,
    outlet_domain,
    outlet_key,
    within,
)

HOME = "https://www.example.com/"
ANY = st.text(st.characters(exclude_categories=()), max_size=40)
ADDRESS = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(
        ["Example.com", "example.com:80", "example.com:443", "b\u00fccher.de.", "[::1]:8080", "127.0.0.1", "a_b.c"]
    ),
    st.text(st.sampled_from("/?#&=;:%+.~ aZ9-_\u00e9\u4e2d%2F%41utm_x"), max_size=30).map(lambda rest: f"/{rest}"),
)


@given(ADDRESS)
def test_normalising_twice_is_normalising_once(url: str) -> None:
    assert normalise(normalise(url)) == normalise(url)
    assert is_web_address(url)
    assert is_web_address(normalise(url))


@given(st.from_regex(PLAIN_PATH, fullmatch=True))
def test_a_plain_path_is_its_own_normal_form(path: str) -> None:
    assert canonical_path(path) == path


@given(ANY | ANY.map(lambda rest: f"https://{rest}"))
def test_anything_else_raises_only_value_error(text: str) -> None:
    try:
        normal = normalise(text)
    except ValueError:
        assert not within(text, ["example.com"])
    else:
        assert normalise(normal) == normal
    looks_like_article(text, HOME)


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("HTTPS://WWW.Example.COM:443/A", "https://www.example.com/A"),
        ("http://example.com", "http://example.com/"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("https://example.com./a#part", "https://example.com/a"),
        ("https://example.com/a?utm_source=x&b=2&fbclid=1&a=1&UTM_Medium=y", "https://example.com/a?a=1&b=2"),
        ("https://example.com/a?utm_source=x", "https://example.com/a"),
        ("https://example.com/?p=12", "https://example.com/?p=12"),
        ("https://example.com/?123", "https://example.com/?123"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://example.com/%7euser/%c3%a9", "https://example.com/~user/%C3%A9"),
        ("https://example.com/\u00e9?q=a%20b", "https://example.com/%C3%A9?q=a+b"),
        ("https://example.com/%e9?q=%e9", "https://example.com/%E9?q=%E9"),
        ("https://stra\u00dfe.example/", "https://xn--strae-oqa.example/"),
        (" https://example.com/a\n", "https://example.com/a"),
        ("http://[0:0::1]/", "http://[::1]/"),
        ("https://example.com/a?ref=home", "https://example.com/a?ref=home"),
    ],
)
def test_an_address_has_one_normal_form(spelling: str, normal: str) -> None:
    assert normalise(spelling) == normal


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/relative",
        "ftp://example.com/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "https://example.com/a\nb",
        "https://example.com/\x00",
        "https://example.com/\ud800",
        "https://exa mple.com/",
        "https://example.com:99999/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://256.1.1.1/",
        "http://[::1/",
        "https://example.com/" + "a" * MAX_LENGTH,
        "https://example.com/" + "\u00e9" * 500,
        "https://" + "\u00e9" * 1000,
    ],
)
def test_what_is_no_web_address_raises_value_error(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        normalise(url)


def test_an_error_does_not_repeat_credentials() -> None:
    with pytest.raises(ValueError, match="credentials") as raised:
        normalise("https://user:secret@example.com/")
    assert "secret" not in str(raised.value)


def test_a_key_is_16_bytes_and_the_same_for_two_spellings_of_one_outlet() -> None:
    key = link_key("one", "https://example.com/a?utm_source=x")
    assert len(key) == 16
    assert key == link_key("one", "https://EXAMPLE.com/a#top")
    assert key != link_key("two", "https://example.com/a")


def test_a_host_is_lower_case_ascii() -> None:
    assert host("https://B\u00dcCHER.example:8080/x") == "xn--bcher-kva.example"
    assert outlet_domain("https://www.example.com/de/") == "example.com"


@pytest.mark.parametrize(
    ("url", "domains", "inside"),
    [
        ("https://example.com/", ["example.com"], True),
        ("https://Sport.Example.com/", ["EXAMPLE.com"], True),
        ("https://notexample.com/", ["example.com"], False),
        ("https://example.com.evil.org/", ["example.com"], False),
        ("https://b\u00fccher.example/", ["xn--bcher-kva.example"], True),
        ("http://127.0.0.1:8000/", ["127.0.0.1"], True),
        ("http://1.127.0.0.1/", ["127.0.0.1"], False),
        ("http://[::1]/", ["::1"], True),
        ("mailto:a@example.com", ["example.com"], False),
        ("https://example.com/", [], False),
    ],
)
def test_a_url_lies_within_a_domain_or_its_subdomains(url: str, domains: list[str], inside: bool) -> None:  # noqa: FBT001 - a table's column
    assert within(url, domains) is inside


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("at/DiePresse", "at-diepresse"),
        ("kashmirdotcom", "kashmirdotcom"),
        ("S\u00fcd & West", "sud---west"),
        ("_x_", "x_"),
        ("a" * 63 + "/b", "a" * 63),
    ],
)
def test_an_outlet_key_is_plain(name: str, key: str) -> None:
    assert outlet_key(name) == key
    assert outlet_key(key) == key


def test_a_name_without_letters_is_no_outlet_key() -> None:
    with pytest.raises(ValueError, match="needs a letter"):
        outlet_key("\u65b0\u95fb")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/2026/11/02/flood/",
        "https://example.com/2026-11-02/flood",
        "https://www.example.com/world/20261102/flood",
        "https://www.example.com/article/18249000",
        "https://www.example.com/article/a1b2c3d4e5f6",
        "https://www.example.com/news/articles/clymn8zyrp9o",
        "https://www.example.com/world/flood-in-valley-18249000",
        "https://www.example.com/politik/vier-worte-als-titel.html",
        "https://www.example.com/mir/%D0%BF%D0%B5%D1%80%D0%B2%D1%8B%D0%B9-%D0%B4%D0%B5%D0%BD%D1%8C-%D0%BF%D0%BE-%D0%B4%D0%BE%D0%B6%D0%B4%D1%8E",
        "https://www.example.com/?p=4711",
        "https://www.example.com/autoren/jane-doe/a-long-story-of-rain",
    ],
)
def test_an_address_of_an_article_is_recognised(url: str) -> None:
    assert looks_like_article(url, HOME)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/",
        "https://www.example.com/world/",
        "https://www.example.com/2026/11/02/",
        "https://www.example.com/tag/rain-in-the-valley",
        "https://www.example.com/author/jane-maria-van-doe/",
        "https://www.example.com/category/world/page/2/",
        "https://www.example.com/privacy-and-cookie-policy",
        "https://www.example.com/2026/11/02/flood/comment-page-1",
        "https://www.example.com/search?q=one-two-three-four",
        "https://www.example.com/login?next=/2026/11/02/flood/",
        "https://www.example.com/2026/11/02/flood.jpg",
        "https://www.example.com/wp-content/uploads/2026/11/report-of-the-year.pdf",
        "https://other.org/2026/11/02/flood/",
        "https://www.facebook.com/sharer.php?u=https://www.example.com/2026/11/02/flood/",
        "mailto:one-two-three-four@example.com",
        "about-us",
    ],
)
def test_an_address_of_something_else_is_recognised(url: str) -> None:
    assert not looks_like_article(url, HOME)
