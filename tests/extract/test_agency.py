"""The agency that an article credits is told, the outlet itself is none."""

import pytest

from newscrawl.extract import Rules, extract
from newscrawl.extract.agency import credit
from tests.extract.pages import URL, article, news

TRT = Rules(outlet="TRT World")


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("SOURCE: TRT World", "TRT World"),
        ("SOURCE ; TRT WORLD", "TRT World"),
        ("Source: AFP", "AFP"),
        ("Quelle: dpa", "dpa"),
        ("(With inputs from PTI)", "PTI"),
        ("With input from Reuters and agencies", "Reuters"),
        ("(AP)", "AP"),
        ("(路透社)", "Reuters"),
        ("Источник: Рейтер", "Reuters"),
        ("Bron: ANP", "ANP"),
        ("mit dpa", "dpa"),
        ("SOURCE: Meridian News Agency", "Meridian News Agency"),
        ("(With input from news agency language)", ""),
        ("The agency said on Tuesday that it would look into the matter.", None),
        ("Germany, PA and the rest", None),
        ("Peace talks", None),
    ],
)
def test_a_credit_line_is_known(line: str, agency: str | None) -> None:
    assert credit(line) == agency


def test_the_outlet_is_no_agency_of_its_own() -> None:
    assert extract(article("<p>SOURCE: TRT World</p>"), URL, TRT).agency is None
    page = extract(article("<p>SOURCE: TRT World and agencies, AFP</p>"), URL, TRT)
    assert (page.agency, page.provenance["agency"]) == ("AFP", "dom:credit")


def test_an_author_that_is_an_agency_is_one() -> None:
    page = extract(article(head=news(author={"@type": "Person", "name": "The Associated Press"})), URL)
    assert (page.authors, page.agency, page.provenance["agency"]) == (["The Associated Press"], "AP", "json-ld")


def test_a_byline_may_name_a_person_and_an_agency() -> None:
    page = extract(article(head=news(author="Anna Schmidt, dpa")), URL)
    assert (page.authors, page.agency) == (["Anna Schmidt", "dpa"], "dpa")


def test_a_dateline_names_the_agency() -> None:
    page = article().replace(b"<p>The bridge", b"<p>UPPER VALLEY (Reuters) - The bridge")
    assert extract(page, URL).agency == "Reuters"
