"""Text is decoded as browsers decode it, except that what is plainly UTF-8 is read as UTF-8."""

import pytest

from newscrawl.extract.document import decode

GREETING = "Grüße, “Łódź”"
META = '<meta charset="{}">'


def test_a_byte_order_mark_wins_over_header_and_meta() -> None:
    page = b"\xef\xbb\xbf" + (META.format("koi8-r") + "Grüße").encode()
    assert decode(page, "windows-1251").endswith("Grüße")


def test_utf_16_is_known_by_its_byte_order_mark() -> None:
    assert decode(b"\xff\xfe" + GREETING.encode("utf-16-le")) == GREETING


def test_the_header_wins_over_meta() -> None:
    assert decode(META.format("windows-1251").encode() + "Łódź".encode("iso8859-2"), "iso-8859-2").endswith("Łódź")


def test_meta_is_believed_where_no_header_says_otherwise() -> None:
    assert decode(META.format("windows-1251").encode() + "Новости".encode("cp1251")).endswith("Новости")


@pytest.mark.parametrize("label", ["latin-1", "iso-8859-1", "ISO_8859-1", "us-ascii", "l1"])
def test_latin_1_means_windows_1252(label: str) -> None:
    assert decode("“Grüße”".encode("cp1252"), label) == "“Grüße”"


def test_gb2312_means_gb18030() -> None:
    assert decode("镕基新闻".encode("gb18030"), "gb2312") == "镕基新闻"


def test_a_meta_that_says_utf_16_was_read_as_ascii_and_means_utf_8() -> None:
    assert decode((META.format("utf-16") + "Grüße").encode()).endswith("Grüße")


@pytest.mark.parametrize("label", ["iso-8859-15", "windows-1252", "koi8-r"])
def test_utf_8_that_is_labelled_as_a_one_byte_encoding_is_read_as_utf_8(label: str) -> None:
    assert decode((META.format(label) + GREETING).encode()).endswith(GREETING)


@pytest.mark.parametrize("label", [None, "", "no-such-encoding", "\x00", "ütf", "utf-7"])
def test_without_a_usable_label_it_is_utf_8_or_windows_1252(label: str | None) -> None:
    assert decode("Grüße".encode(), label) == "Grüße"
    assert decode("Grüße".encode("cp1252"), label) == "Grüße"


def test_bytes_that_the_encoding_does_not_know_are_replaced() -> None:
    assert decode(b"a\xffb", "utf-8") == "a\ufffdb"
