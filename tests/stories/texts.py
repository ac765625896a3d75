"""Texts to tell stories by: the newsroom's prose, and what lies beside the project where it does."""

import json
from pathlib import Path

from benchmarks.pages import CORPUS
from tests.newsroom.prose import Prose, grammar

SEEDS = CORPUS.parent / "seeds"
SETS_WITH_BODIES = ("aeb", "fundus", "wcxb")
WORDS = 60  # of an article at least


def written(seed: str) -> str:
    """Write an article of some 250 words."""
    random = Prose(seed, "world").random
    prose = Prose(seed, random.choice(sorted(grammar()["subjects"])))
    return "\n\n".join(prose.paragraph(2 + number % 2) for number in range(5))


def real_bodies(corpus: Path = CORPUS) -> dict[str, str]:
    """Return the bodies of the corpus's articles, each text once, by set and id; empty where there is no corpus."""
    found: dict[str, str] = {}
    for name in SETS_WITH_BODIES if corpus.is_dir() else ():
        for line in (corpus / name / "gold.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
            gold = json.loads(line)
            body = gold.get("body") or ""
            if gold.get("page_type", "article") == "article" and len(body.split()) >= WORDS:
                found.setdefault(body, f"{name}/{gold['id']}")
    return {key: body for body, key in found.items()}
