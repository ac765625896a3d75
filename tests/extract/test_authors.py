"""Authors are people and agencies: names are split, roles and the outlet are left out, desks come last."""

import pytest

from newscrawl.extract import Rules, extract
from newscrawl.extract.authors import authors
from newscrawl.extract.document import parse
from newscrawl.extract.outlet_name import OwnNames
from newscrawl.extract.people import people
from tests.extract.pages import URL, article, html, json_ld, meta, news


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Lovelace", ["Ada Lovelace"]),
        ("Ada Lovelace and Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        ("Von Anna Schmidt und Jörg Müller, dpa", ["Anna Schmidt", "Jörg Müller", "dpa"]),
        ("Ana Ruiz y José Núñez", ["Ana Ruiz", "José Núñez"]),
        ("Marie Curie et Irène Joliot", ["Marie Curie", "Irène Joliot"]),
        ("Ada Lovelace, Charles Babbage & Mary Somerville", ["Ada Lovelace", "Charles Babbage", "Mary Somerville"]),
        ("Ada Lovelace, Science Correspondent", ["Ada Lovelace"]),
        ("Ada Lovelace | Staff Writer", ["Ada Lovelace"]),
        ("Ada Lovelace (London)", ["Ada Lovelace"]),
        ("Ada Lovelace ada@example.com", ["Ada Lovelace"]),
        ("Ada Lovelace @ada", ["Ada Lovelace"]),
        ("https://www.facebook.com/valleypost", []),
        ("Valley Post", []),
        ("Valley Post Staff", ["Valley Post Staff"]),
        ("Reuters", ["Reuters"]),
        ("AFP", ["AFP"]),
        ("Editorial Team", ["Editorial Team"]),
        ("Ada Lovelace, Editorial Team", ["Ada Lovelace"]),
        ("admin", []),
        ("By", []),
        ("Published 12 May 2024", []),
        ("배윤경, 이상현", ["배윤경", "이상현"]),
        ("12 May 2024 by Ada Lovelace", ["Ada Lovelace"]),
        ("Text & Fotos: Anna Schmidt", ["Anna Schmidt"]),
        ("von Dr. Anna Schmidt", ["Dr. Anna Schmidt"]),
        ("Prof. Dr. Anna Schmidt, dpa", ["Prof. Dr. Anna Schmidt", "dpa"]),
        ("Text: Anna Schmidt Fotos: Jörg Müller", ["Anna Schmidt"]),
        ("Penulis: Budi Santoso | Editor: Siti Aminah", ["Budi Santoso"]),
        ("A cura di Anna Rossi", ["Anna Rossi"]),
        ("Von Tal-Post-Reporterin Anna Schmidt", ["Anna Schmidt"]),
        ("\uff08記者 王小明\uff09", ["王小明"]),
        ("記者王小明\uff0f山城報導", ["王小明"]),
        ("This post was written by Ada Lovelace, Head of Bridges", ["Ada Lovelace"]),
        ("Reviewed by Ada Lovelace", []),
        ("Posted by Ada Lovelace 21.10.2019", ["Ada Lovelace"]),
        ("Landesanstalt für Brücken", ["Landesanstalt für Brücken"]),
        ("Anna Schmidt, Landesanstalt für Brücken", ["Anna Schmidt"]),
    ],
)
def test_a_byline_is_split_into_people(byline: str, names: list[str]) -> None:
    assert people([byline], OwnNames(["Valley Post"])) == names


def test_a_name_is_given_once() -> None:
    assert people(["Ada Lovelace", "By ada lovelace", "Author Ada Lovelace"], OwnNames([])) == ["Ada Lovelace"]


def test_the_outlets_selector_wins() -> None:
    head = news(author={"@type": "Person", "name": "Someone Else"})
    page = extract(article("<p class='by'>By Ada Lovelace</p>", head), URL, Rules(select={"authors": ".by"}))
    assert (page.authors, page.provenance["authors"]) == (["Ada Lovelace"], "rule")


def test_persons_of_json_ld_are_believed_and_organisations_not() -> None:
    people_and_house = [{"@type": "Person", "name": "Ada Lovelace"}, {"@type": "Organization", "name": "Night Shift"}]
    page = extract(article(head=news(author=people_and_house)), URL)
    assert (page.authors, page.provenance["authors"]) == (["Ada Lovelace"], "json-ld")


def test_a_reference_to_a_person_elsewhere_in_the_graph_is_followed() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "x", "author": {"@id": "#ada"}},
        {"@type": "Person", "@id": "#ada", "name": "Ada Lovelace"},
    ]
    assert extract(article(head=json_ld({"@graph": graph})), URL).authors == ["Ada Lovelace"]


def test_the_outlet_is_no_author_of_its_own_articles() -> None:
    head = news(author={"@type": "Person", "name": "Valley Post"}) + meta(
        og__site_name="Valley Post", author="Valley Post"
    )
    assert extract(article(head=head), URL).authors == []
    page = article(head=meta(author="The Bridge Gazette"))
    assert extract(page, URL, Rules(outlet="The Bridge Gazette")).authors == []


def test_a_visible_byline_is_read_where_nothing_is_declared() -> None:
    page = extract(html("<h1>Bridge</h1><p class='byline'>By <b>Ada Lovelace</b></p><p>Text.</p>"), URL)
    assert (page.authors, page.provenance["authors"]) == (["Ada Lovelace"], "dom:byline")


def test_a_line_that_begins_with_by_and_names_nobody_is_no_byline() -> None:
    assert extract(html("<h1>Bridge</h1><p>By the end of August</p>"), URL).authors == []


def test_authors_of_comments_and_related_posts_are_not_the_articles() -> None:
    comments = "<div class='comments'><span class='author'>Angry Reader</span></div>"
    after = comments + "<aside><a rel='author'>Other Name</a></aside>"
    assert extract(article(after=after), URL).authors == []


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Lovelace", "Von Ada Lovelace", "Par Ada Lovelace", "Por Ada Lovelace", "di Ada Lovelace",
        "Door Ada Lovelace", "Av Ada Lovelace", "Af Ada Lovelace", "Oleh Ada Lovelace", "Penulis: Ada Lovelace",
        "Autor: Ada Lovelace", "Auteur : Ada Lovelace", "Autora: Ada Lovelace", "Yazar: Ada Lovelace",
        "Автор: Ada Lovelace", "Автори: Ada Lovelace", "Tác giả: Ada Lovelace", "Szerző: Ada Lovelace",
        "Tekst: Ada Lovelace", "Teksti: Ada Lovelace", "作者\uff1aAda Lovelace", "بقلم Ada Lovelace",
    ],
)  # fmt: skip
def test_a_visible_byline_is_read_in_many_languages(line: str) -> None:
    page = extract(html(f"<h1>Bridge</h1><div>{line}</div><p>Text.</p>"), URL)
    assert (page.authors, page.provenance["authors"]) == (["Ada Lovelace"], "dom:by")


def test_the_byline_nearest_to_the_headline_is_the_articles() -> None:
    teaser = "<div><div class='x'><span class='author'>Mary Somerville</span></div></div>"
    page = extract(html(f"<main><h1>Bridge</h1><span class='author'>Ada Lovelace</span></main>{teaser}"), URL)
    assert page.authors == ["Ada Lovelace"]


def test_a_desk_is_recorded_where_nobody_else_is_named() -> None:
    desk = {"@type": "Person", "name": "Sports Desk"}
    assert extract(article(head=news(author=desk)), URL).authors == ["Sports Desk"]
    assert extract(article(head=news(author=[desk, {"@type": "Person", "name": "Ada Lovelace"}])), URL).authors == [
        "Ada Lovelace"
    ]


def test_a_studio_of_the_outlet_is_no_person() -> None:
    assert people(["Ada Lovelace, VPR HILLS"], OwnNames(["VPR"])) == ["Ada Lovelace"]


def test_authors_in_lists_of_lists_are_read() -> None:
    both = [{"@type": "Person", "name": "Ada Lovelace"}, [{"@type": "Person", "name": "Mary Somerville"}]]
    assert authors_of(article(head=news(author=both))) == ["Ada Lovelace", "Mary Somerville"]


def test_a_name_that_a_library_inverts_is_given_as_spoken() -> None:
    assert authors_of(article(head=meta(citation_author="Lovelace, Ada K."))) == ["Ada K. Lovelace"]


@pytest.mark.parametrize("mark", ["postauthor", "authorlink", "documentAuthor", "author_box"])
def test_marks_that_run_words_together_are_known(mark: str) -> None:
    assert authors_of(html(f"<h1>Bridge</h1><span class='{mark}'>Ada Lovelace</span><p>Text.</p>")) == ["Ada Lovelace"]


def test_a_byline_after_the_date_is_read() -> None:
    assert authors_of(html("<h1>Bridge</h1><p>06.11.2023 13:30 by Ada Lovelace</p><p>Text.</p>")) == ["Ada Lovelace"]


def test_a_name_after_its_label_is_read_anywhere() -> None:
    page = article("<p>Text.</p>" * 60, after="<ul><li><b>Autorin/Autor</b> Ada Lovelace</li></ul>")
    assert authors_of(page) == ["Ada Lovelace"]


def test_the_name_of_a_photographer_is_no_author() -> None:
    page = html("<h1>Bridge opens after eleven months</h1><div><span>Foto: Anna Schmidt / AP</span></div>")
    assert extract(page, URL).authors == []


def test_a_byline_in_full_is_surer_than_an_account() -> None:
    byline = "<p class='byline'>By Ada Lovelace</p>"
    assert authors_of(article(byline, meta(author="ada.l"))) == ["Ada Lovelace"]
    assert authors_of(article("<p class='byline'>\u2219 Paid</p>", meta(author="Ada"))) == ["Ada"]


def authors_of(page: bytes) -> list[str]:
    document = parse(page, URL)
    found = authors(document, Rules()) if document is not None else None
    return found.value if found else []
