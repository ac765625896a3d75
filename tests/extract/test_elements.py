"""The elements that several fields ask for are known by their tag, in the page's order."""

from lxml.html import document_fromstring

from newscrawl.extract.elements import Elements

PAGE = "<h2>a</h2><div><h1>b</h1><p>c</p></div><h3>d</h3><h2>e</h2>"


def test_elements_of_several_tags_come_in_the_order_of_the_page() -> None:
    elements = Elements(document_fromstring(PAGE))
    assert [one.text for one in elements.tagged("h3", "h2")] == ["a", "d", "e"]
    assert [one.text for one in elements.tagged("h1")] == ["b"]
    assert not elements.tagged("time")
