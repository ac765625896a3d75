"""How a text lies in its page is named, so that a model can tell a stretch of prose from the shreds of a listing."""

from lxml.html import document_fromstring

from newscrawl.extract.blocks import blocks
from newscrawl.extract.body import Text
from newscrawl.extract.page_stretch import stretch_signs
from tests.extract.pages import PROSE


def signs(markup: str, chosen: list[int]) -> set[str]:
    return set(stretch_signs(Text(blocks=blocks(document_fromstring(markup)), chosen=chosen)))


def test_prose_in_one_piece_has_no_gaps_and_ends_its_sentences() -> None:
    page = "<nav>Home</nav><p>Menu</p>" + "".join(f"<p>{line}</p>" for line in PROSE)
    found = signs(page, [1, 2, 3])
    assert {"starts 2", "ends 6", "largest gap 1", "gaps 0", "in gaps 0", "finished 6", "linked inside 0"} <= found
    assert "prose blocks 3" in found


def test_shreds_of_text_between_teasers_have_gaps_and_links() -> None:
    teaser = "<div><img src='a.jpg'><a href='/a'>A bridge opens</a><a href='/b'> and a road closes</a></div>"
    page = "".join(f"{teaser * 4}<p>{line}</p>" for line in PROSE)
    found = signs(page, [0, 4, 9, 14])
    assert {"largest gap 4", "gaps 3", "in gaps 5", "starts 0", "ends 7", "pictured 6"} <= found
    assert "linked inside 9" in signs(page, [0, 1, 2, 3])


def test_a_page_without_a_text_says_only_how_many_pictures_it_has() -> None:
    found = signs("<div><img src='a.jpg'>One</div><div>Two</div>", [])
    assert {"pictures 1", "pictured 4"} <= found
    assert not any(sign.startswith("starts") for sign in found)
