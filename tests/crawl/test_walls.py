"""Walls of every family, in several languages: each ends walled under its name, is never stored, and stays owed."""

from typing import Any

import pytest

from tests.crawl.running import Place
from tests.crawl.scripted import PROSE, Site

Answer = str | tuple[int, dict[str, str], str]


def page(title: str, *paragraphs: str, head: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title} | The Ferries</title>{head}</head><body><h1>{title}</h1>{text}</body></html>"


WALLS: dict[str, tuple[str, Answer]] = {
    "consent-en": (
        "consent",
        page("Your choice", "We and our partners use cookies. You may give your consent or not."),
    ),
    "consent-de": ("consent", page("Weiter mit Werbung", "Dafür brauchen wir Ihre Einwilligung in Cookies.")),
    "consent-fr": ("consent", page("Votre choix", "Nous déposons des cookies avec votre consentement.")),
    "consent-es": ("consent", page("Su privacidad", "Usamos cookies con su consentimiento.", "Aceptar y continuar")),
    "consent-it": ("consent", page("La tua scelta", "Usiamo i cookie con il tuo consenso.", "Accetta e continua")),
    "consent-pl": ("consent", page("Twoja prywatność", "Pliki cookie", "Wyrażam zgodę", "Przejdź do serwisu")),
    "challenge-en": ("challenge", page("Just a moment...", "Verify that you are human.")),
    "challenge-de": ("challenge", page("Sicherheitsprüfung", "Bitte bestätigen Sie, dass Sie ein Mensch sind.")),
    "challenge-fr": ("challenge", page("Vérification", "Confirmez que vous n'êtes pas un robot.")),
    "challenge-es": ("challenge", page("Verificación", "Confirme que no es un robot para seguir.")),
    "challenge-tr": (
        "challenge",
        page("Güvenlik", "Robot olmad\u0131\u011f\u0131n\u0131z\u0131 do\u011frulay\u0131n."),
    ),
    "challenge-script": (
        "challenge",
        page("The Ferries", "Please wait.", head="<script>window._cf_chl_opt={}</script>"),
    ),
    "challenge-403": ("challenge", (403, {"cf-mitigated": "challenge"}, "no")),
    "challenge-503": ("challenge", (405, {"x-amzn-waf-action": "captcha"}, "no")),
    "challenge-202": ("challenge", (202, {"x-amzn-waf-action": "challenge"}, "<html><p>wait</p></html>")),
    "refusal": ("http-403", (403, {}, "no")),
    "login-en": ("login", page("Sign in", "Please sign in to continue reading this article.", "Already a subscriber?")),
    "login-de": ("login", page("Anmelden", "Um weiterzulesen, melden Sie sich an.", "Bereits Abonnent?")),
    "login-pt": ("login", page("Entrar", "Faça login para ler.", "Já é assinante?")),
    "missing-en": ("not-found", page("Page not found", *[PROSE * 3] * 4)),
    "missing-404": ("not-found", page("Error 404", "Sorry.")),
    "missing-de": ("not-found", page("Seite nicht gefunden", "Die Seite gibt es nicht mehr.")),
    "missing-fr": ("not-found", page("Page introuvable", "Elle a été déplacée.")),
    "missing-es": ("not-found", page("Página no encontrada", "Error 404")),
    "missing-ru": ("not-found", page("Страница не найдена", "Попробуйте поиск.")),
    "missing-ja": ("not-found", page("ページが見つかりません", "URLをご確認ください。")),
    "moved-home": ("front-page", (302, {"Location": "/"}, "")),
    "moved-listing": ("front-page", (302, {"Location": "/latest/"}, "")),
    "moved-login": ("login", (302, {"Location": "/login?next=/news/x"}, "")),
    "disguise": ("front-page", page("The Ferries", head="<link rel='canonical' href='/'>")),
}


def facts(site: Site, **more: Any) -> list[dict[str, Any]]:
    return [{"key": "ferries", "name": "The Ferries", "home": site.home, **more}]


def report(place: Place, outlet: list[dict[str, Any]]) -> dict[str, Any]:
    return place.crawl(outlet).reports["ferries"]


def test_each_wall_has_its_name_and_the_articles_beside_them_arrive(site: Site, place: Place) -> None:
    site.answers |= {f"/news/{name}": answer for name, (_, answer) in WALLS.items()}
    site.answers["/"] = site.answers["/latest/"] = page("The Ferries", *[PROSE * 3] * 4)
    site.answers["/login?next=/news/x"] = page("Members", *[PROSE * 3] * 4)
    listed = [f"{site.home}news/{name}" for name in WALLS]
    outlet = facts(site, feeds=[site.feed("feed", *listed, site.article("one"))], listings=["latest/"])
    run = place.crawl(outlet)
    wanted = {f"walled:{wall}": 0 for wall, _ in WALLS.values()}
    for wall, _ in WALLS.values():
        wanted[f"walled:{wall}"] += 1
    assert run.reports["ferries"]["outcomes"] == {"delivered": 1, **wanted}
    assert [record["url"] for record in place.records()] == [f"{site.home}news/one"]
    assert run.code == 13
    assert "look at http://" in run.reports["ferries"]["why"]

    for name in WALLS:
        site.article(name)
    assert report(place, outlet)["outcomes"] == {"delivered": len(WALLS)}, "walls are never seen: all are owed"


def test_a_long_page_that_has_nothing_of_what_was_offered_is_stored_only_if_no_other_address_shows_it(
    site: Site, place: Place
) -> None:
    wall = page(
        "Become a member", *[f"{number}. Members support our newsroom every single month." for number in range(20)]
    )
    for name in ("captain-resigns-today", "storm-closes-harbour"):
        site.answers[f"/news/{name}"] = wall
    odd = page("Summer at sea", *[f"{number}. Waves rolled slowly towards empty beaches." for number in range(20)])
    site.answers["/news/minister-visits-island"] = odd
    site.answers["/feed"] = (
        "<rss version='2.0'><channel><title>Ferries</title>"
        + "".join(
            f"<item><title>{title}</title><link>{site.home}news/{name}</link></item>"
            for title, name in (
                ("Captain resigns after quarrel with owners", "captain-resigns-today"),
                ("Harbour closed because of heavy storm", "storm-closes-harbour"),
                ("Minister visits island before election campaign", "minister-visits-island"),
            )
        )
        + "</channel></rss>"
    )
    outlet = facts(site, feeds=["feed"])
    assert report(place, outlet)["outcomes"] == {"walled:other-page": 3}
    assert report(place, outlet)["outcomes"] == {"delivered": 1, "walled:other-page": 2}
    assert [record["title"] for record in place.records()] == ["Summer at sea"]


def test_the_same_text_at_three_unrelated_addresses_is_a_wall(site: Site, place: Place) -> None:
    wall = page("Welcome back", *[f"{number}. {PROSE}" for number in range(9)])
    names = ("captain-resigns", "storm-closes-harbour", "minister-visits-island", "island-gets-bridge")
    site.answers |= {f"/news/{name}": wall for name in names}
    outlet = facts(site, feeds=[site.feed("feed", *(f"{site.home}news/{name}" for name in names))])
    assert report(place, outlet)["outcomes"] == {"delivered": 1, "unchanged:copy": 1, "walled:repeated": 2}


@pytest.mark.parametrize("title", ["Page not found: how the library lost its memory", "404 days at sea", "Consent"])
def test_an_article_about_such_things_is_no_wall(title: str, site: Site, place: Place) -> None:
    site.answers["/news/one"] = page(title, *[f"{number}. Cookies and consent. {PROSE}" for number in range(9)])
    assert report(place, facts(site, feeds=[site.feed("feed", f"{site.home}news/one")]))["outcomes"] == {"delivered": 1}
