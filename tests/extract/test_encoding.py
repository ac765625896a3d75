# ruff: noqa: RUF001 - letters of many scripts
"""Pages are decoded as browsers decode them, except that bytes that contradict what is declared are noticed."""

from typing import NamedTuple

import pytest

from newscrawl.extract import extract
from newscrawl.extract.encoding import decode
from tests.extract.pages import URL

GREETING = "Grüße, “Łódź”"
META = '<meta charset="{}">'
PRAGMA = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


class Read(NamedTuple):
    text: str
    encoding: str
    source: str


def read(html: bytes, header: str | None = None) -> Read:
    utf_8, encoding, source = decode(html, header)
    return Read(utf_8.decode(), encoding, source)


def page(text: str, codec: str, head: str = "") -> bytes:
    return head.encode() + text.encode(codec)


def test_a_byte_order_mark_wins_over_header_and_meta() -> None:
    text, encoding, source = read(b"\xef\xbb\xbf" + page("Grüße", "utf-8", META.format("koi8-r")), "windows-1251")
    assert text.endswith("Grüße")
    assert (encoding, source) == ("utf-8", "bom")


@pytest.mark.parametrize(("bom", "codec"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_is_known_by_its_byte_order_mark(bom: bytes, codec: str) -> None:
    assert read(bom + GREETING.encode(codec)).text == GREETING


def test_utf_16_is_known_by_its_xml_declaration() -> None:
    assert read(("<?xml version='1.0'?><p>" + GREETING).encode("utf-16-be")).text.endswith(GREETING)


def test_utf_16_of_the_header_is_believed_only_of_bytes_that_can_be_it() -> None:
    assert read(f"<p>{GREETING}".encode("utf-16-le"), "utf-16").text == f"<p>{GREETING}"
    assert read(f"<p>{GREETING}".encode(), "utf-16").text == f"<p>{GREETING}"


def test_the_header_wins_over_meta() -> None:
    got = read(page("Łódź", "iso8859-2", META.format("windows-1251")), "iso-8859-2")
    assert got.text.endswith("Łódź")
    assert got.source == "header"


@pytest.mark.parametrize(
    "head",
    [
        META.format("windows-1251"),
        "<META CHARSET = 'Windows-1251' />",
        "<meta/charset=windows-1251>",
        PRAGMA.format("windows-1251"),
        "<meta content='text/html;charset = \"windows-1251\"' http-equiv=content-type>",
        "<meta name=a content='charset=koi8-r'>" + META.format("windows-1251"),
        "<!-- <meta charset=koi8-r> -->" + META.format("windows-1251"),
        "<!--><meta charset=windows-1251><!-- -->",
        "<!doctype html <meta charset=koi8-r>" + META.format("windows-1251"),
        "<link title='<meta charset=koi8-r>'>" + META.format("windows-1251"),
        META.format("no-such") + META.format("windows-1251"),
        META.format("x-cp1251"),
        "<meta charset=cp1251 charset=utf-8>",
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<script>" + "a" * 3_000 + "</script>" + META.format("windows-1251"),
    ],
)
def test_meta_is_believed_where_no_header_says_otherwise(head: str) -> None:
    got = read(page("Новости", "cp1251", head))
    assert got.text.endswith("Новости")
    assert (got.encoding, got.source) == ("windows-1251", "xml" if head.startswith("<?xml") else "meta")


@pytest.mark.parametrize("head", ["<meta content='text/html; charset=windows-1251'>", "<metal charset=windows-1251>"])
def test_what_is_no_declaration_is_not_believed(head: str) -> None:
    assert read(page("Новости", "cp1251", head)).source == "default"


class Label(NamedTuple):
    label: str
    codec: str
    text: str
    name: str


LABELS = [
    *(Label(label, "cp1252", "“Grüße”", "windows-1252") for label in ("iso-8859-1", "ISO_8859-1", "us-ascii", "l1")),
    Label("latin-1", "cp1252", "“Grüße”", "windows-1252"),  # Python's, unknown to browsers
    Label("iso-8859-9", "cp1254", "“Ağır”", "windows-1254"),
    Label("tis-620", "cp874", "“ข่าว”", "windows-874"),
    Label("gb2312", "gb18030", "镕基新闻", "gbk"),
    Label("x-gbk", "gbk", "新闻", "gbk"),
    Label("shift_jis", "cp932", "①ニュース", "shift_jis"),
    Label("x-sjis", "cp932", "ニュース", "shift_jis"),
    Label("x-euc-jp", "euc_jp", "ニュース", "euc-jp"),
    Label("iso-2022-jp", "iso2022_jp", "ニュース", "iso-2022-jp"),
    Label("ks_c_5601-1987", "cp949", "똠방각하", "euc-kr"),
    Label("big5", "big5hkscs", "新聞", "big5"),
    Label("iso-8859-8-i", "iso8859-8", "חדשות", "iso-8859-8-i"),
    Label("koi8", "koi8-r", "Новости", "koi8-r"),
    Label("mac", "mac-roman", "“é”", "macintosh"),
]


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.label)
def test_a_label_means_what_it_means_to_browsers(label: Label) -> None:
    for got in (
        read(page(label.text, label.codec, META.format(label.label))),
        read(page(label.text, label.codec, META.format("koi8-u")), label.label),
    ):
        assert got.text.endswith(label.text)
        assert got.encoding == label.name


def test_a_meta_that_says_utf_16_was_read_as_ascii_and_means_utf_8() -> None:
    assert read(page("Grüße", "utf-8", META.format("utf-16"))).text.endswith("Grüße")


def test_x_user_defined_means_windows_1252() -> None:
    assert read(page("“é”", "cp1252", META.format("x-user-defined"))).text.endswith("“é”")


def test_bytes_that_windows_1252_leaves_free_are_controls() -> None:
    assert read(b"\x81\x8d\x93", "windows-1252").text == "\x81\x8d\u201c"


@pytest.mark.parametrize("label", ["iso-8859-15", "windows-1252", "koi8-r", "iso-2022-jp"])
def test_utf_8_that_is_declared_as_another_encoding_is_read_as_utf_8_and_noticed(label: str) -> None:
    got = read(page(GREETING, "utf-8", META.format(label)))
    assert got.text.endswith(GREETING)
    assert got.source == f"bytes, not meta's {label}"


def test_a_broken_byte_makes_no_latin_1_of_utf_8() -> None:
    got = read((GREETING * 5).encode() + b"\xe2\x80", "latin-1")
    assert got.text == GREETING * 5 + "\ufffd"


def test_utf_8_that_is_declared_as_an_east_asian_encoding_is_known_where_it_is_long_enough() -> None:
    assert read(page("今日のニュースです", "utf-8"), "shift_jis").text == "今日のニュースです"
    assert read(page("谩谩", "gbk"), "gbk").text == "谩谩"  # valid as UTF-8, and short


@pytest.mark.parametrize(
    ("head", "codec", "source"),
    [
        (META.format("windows-1251"), "cp1251", "meta, not header's utf-8"),
        ('<html lang="ru">', "cp1251", "language, not header's utf-8"),
    ],
)
def test_what_is_declared_as_utf_8_and_is_not_is_read_as_the_next_one_says(head: str, codec: str, source: str) -> None:
    got = read(page("Новости дня", codec, head), "utf-8")
    assert got.text.endswith("Новости дня")
    assert got.source == source


@pytest.mark.parametrize(
    ("lang", "text", "codec"),
    [
        ("de-AT", "Grüße", "cp1252"), ("ru", "Новости", "cp1251"), ("pl", "Łódź", "iso8859-2"),
        ("tr-TR", "Ağır", "cp1254"), ("el", "Νέα", "iso8859-7"), ("zh-TW", "新聞", "big5"), ("zh-CN", "新闻", "gbk"),
        ("ar", "أخبار", "cp1256"), ("th", "ข่าว", "cp874"), ("ko", "뉴스", "cp949"),
    ],
)  # fmt: skip
def test_a_page_that_declares_nothing_and_is_no_utf_8_is_read_by_its_language(lang: str, text: str, codec: str) -> None:
    assert read(page(text, codec, f'<!doctype html><html class="a" lang="{lang}">')).text.endswith(text)


@pytest.mark.parametrize("label", [None, "", "no-such-encoding", "\x00", "ütf", "utf-7", "rot13", "undefined", "idna"])
def test_without_a_usable_label_it_is_utf_8_or_windows_1252(label: str | None) -> None:
    assert read("Grüße".encode(), label) == ("Grüße", "utf-8", "bytes")
    assert read("Grüße".encode("cp1252"), label) == ("Grüße", "windows-1252", "default")
    assert read(page("Grüße", "utf-8", META.format(label))).text.endswith("Grüße")


@pytest.mark.parametrize("label", ["hz-gb-2312", "iso-2022-kr", "cp037"])
def test_an_encoding_that_browsers_refuse_is_not_believed(label: str) -> None:
    assert read(b"<p>~{<:Ky2;", label).text == "<p>~{<:Ky2;"


def test_bytes_that_the_encoding_does_not_know_are_replaced() -> None:
    assert read("aé".encode() + b"\xffb", "utf-8").text == "aé\ufffdb"


def test_a_page_says_how_it_was_read() -> None:
    found = extract(page("<p>Grüße", "cp1252", META.format("latin1")), URL)
    assert found.encoding == "windows-1252"
    assert found.provenance["encoding"] == "meta"


@pytest.mark.parametrize("before", range(65_532, 65_538))
def test_a_large_page_is_read_whole_wherever_a_letter_of_several_bytes_stands(before: int) -> None:
    page = "<p>\u00fc".encode() + b"a" * (before - 5) + "\u20ac\U0001f600</p>".encode()
    assert decode(page, "utf-8") == (page, "utf-8", "header")
    assert decode(page, "latin-1") == (page, "utf-8", "bytes, not header's windows-1252")
    assert decode(page[: before + 2], "utf-8").utf_8.endswith("a\ufffd".encode())
