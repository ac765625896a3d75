"""Texts to tell stories by: the newsroom's prose, and what lies beside the project where it does."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.pages import CORPUS
from newscrawl.text import letters
from tests.newsroom.prose import Prose, grammar

SEEDS = CORPUS.parent / "seeds"
SETS_WITH_BODIES = ("aeb", "fundus", "wcxb")
WORDS = 60  # of an article at least
SAME = 100  # letters and digits at its beginning tell an article that was saved twice, whatever method is measured
PIECE_WORDS = 100  # the corpus has a million words


def written(seed: str) -> str:
    """Write an article of some 250 words."""
    random = Prose(seed, "world").random
    prose = Prose(seed, random.choice(sorted(grammar()["subjects"])))
    return "\n\n".join(prose.paragraph(2 + number % 2) for number in range(5))


class RealArticle(NamedTuple):
    """What a person copied off an article page, and the host that stands for its outlet."""

    outlet: str
    body: str


def real_articles(corpus: Path = CORPUS) -> list[RealArticle]:
    """Return the corpus's articles, each once however often it was saved; none where there is no corpus."""
    found: dict[str, RealArticle] = {}
    for name in SETS_WITH_BODIES if corpus.is_dir() else ():
        for line in (corpus / name / "gold.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
            gold = json.loads(line)
            body = gold.get("body") or ""
            if gold.get("page_type", "article") == "article" and len(body.split()) >= WORDS:
                found.setdefault(letters(body)[:SAME], RealArticle(gold["key"], body))
    return list(found.values())


def pieces(articles: Sequence[RealArticle], count: int) -> list[tuple[int, str]]:
    """Cut the bodies into short articles that share no words, each with the number of the one it is from."""
    cut = [
        (number, " ".join(words[start : start + PIECE_WORDS]))
        for number, words in enumerate(article.body.split() for article in articles)
        for start in range(0, len(words) - PIECE_WORDS, PIECE_WORDS)
    ]
    return Random(1).sample(cut, min(count, len(cut)))
