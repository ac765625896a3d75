"""Learn newscrawl/extract/model.json from pages whose articles are known.

    python -m benchmarks.learn [--corpus DIR]

First the outlets are parted into five folds and each is scored by a model that never saw it: these figures, not those
of score.py on the pages learnt from, say what to expect of an outlet nobody tuned for. Then it learns from all pages.
Packages it needs: pip install --group learn .
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import msgspec
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import newscrawl.extract
from benchmarks.labels import labels, labels_of_segments
from benchmarks.pages import CORPUS, FOLDS, GoldPage, gold_pages, scorer
from newscrawl.extract.blocks import blocks
from newscrawl.extract.body import THRESHOLD, Text, headline, text_of_blocks
from newscrawl.extract.document import Document, parse
from newscrawl.extract.engine import fields, told_of
from newscrawl.extract.layout import layout
from newscrawl.extract.model import HOPELESS, Linear, Model, sum_trees, weigh
from newscrawl.extract.page import Kind, Rules
from newscrawl.extract.page_signs import page_signs
from newscrawl.extract.signs import Signs
from newscrawl.extract.surroundings import surroundings

MODEL = Path(newscrawl.extract.__file__).with_name("model.json")
OUTLETS = {"w": 12, "o": 5, "p": 5, "a": 5, "i": 5}  # that must show a sign before it counts; others 4
SET_WEIGHT = {"aeb": 2.5, "fundus": 2.5, "trafilatura": 1.0, "wcxb": 1.0}  # news outlets are what this is for
STRENGTH = 0.05  # inverse of the linear model's regularisation
PAGE_STRENGTH = 0.2
PAGES = 5  # that must show a sign of a page before it counts
LISTING_WEIGHT = 2.0  # there are few listings among the pages
LEAST_WEIGHT = 0.004  # of a sign worth keeping
TREES = {"n_estimators": 45, "num_leaves": 8, "learning_rate": 0.12, "min_child_samples": 40, "colsample_bytree": 0.6}


@dataclass
class Example:
    """One page: its blocks, their signs, and which of them are the article (None where unknown)."""

    page: GoldPage
    reader: Signs
    signs: list[list[str]]
    labels: list[int | None]
    document: Document

    @property
    def known(self) -> list[int]:
        """Return the blocks whose answer is known."""
        return [i for i, label in enumerate(self.labels) if label is not None]

    def text(self, linear: Linear, trees: list[Any]) -> Text:
        """Return the text that the engine would find with these models."""
        rows = _rows(self, linear)
        chosen = [i for i, row in enumerate(rows) if row and sum_trees(trees, row) > THRESHOLD]
        return text_of_blocks(list(self.reader.found), chosen, self.reader.told)

    def page_signs(self, linear: Linear, trees: list[Any]) -> list[str]:
        """Return the signs of the page, given the text that these models find."""
        found = fields(self.document, Rules())
        return list(page_signs(self.document, self.text(linear, trees), found))

    def all_signs(self, i: int) -> list[str]:
        """Return the signs of a block and of its box."""
        return [*self.signs[i], *self.reader.of_box(self.reader.found[i].box)]

    @property
    def weights(self) -> list[float]:
        """Return what each block weighs: a little each, and its share of the article's words."""
        sizes, total = (
            self.reader.layout.sizes,
            sum(size for size, label in zip(self.reader.layout.sizes, self.labels, strict=True) if label),
        )
        each = [0.25 + 12 * min(size, 120) / max(total, 120) for size in sizes]
        return [SET_WEIGHT[self.page.name] * weight for weight in each]


def examples(pages: Iterable[GoldPage]) -> list[Example]:
    """Read the pages as extraction does."""
    found = (_example(page) for page in pages)
    return [example for example in found if example is not None]


def _example(page: GoldPage) -> Example | None:
    document = parse(page.html, page.gold["url"] or "")
    own = blocks(document.root) if document else []
    if document is None or not own:
        return None
    told = told_of(document, Rules())
    measured = layout(own, headline(own, told.title))
    lines = [block.text for block in own]
    answers: list[int | None] = [None] * len(own)
    if page.gold.get("body") and page.is_article:
        answers = labels(lines, page.gold["body"])
    elif "with" in page.gold:
        answers = labels_of_segments(lines, page.gold["with"], page.gold["without"])
    reader = Signs(own, measured, told)
    return Example(page, reader, list(reader), answers, document)


def learn(data: Sequence[Example]) -> Model:
    """Learn the linear model, then the trees from what linear models that did not see a page say of it, then kinds."""
    linear = _linear(data)
    rows = []
    for fold in range(FOLDS):
        other = _linear([one for one in data if one.page.fold != fold])
        rows += [(one, _rows(one, other)) for one in data if one.page.fold == fold]
    trees = _trees(rows)
    return Model(blocks=linear, trees=trees, pages=_pages(data, linear, trees))


def _linear(data: Sequence[Example]) -> Linear:
    signs, answers, weights = [], [], []
    for one in data:
        own = one.weights
        for i in one.known:
            signs.append(one.all_signs(i))
            answers.append(one.labels[i])
            weights.append(own[i])
    return _fitted(_vocabulary(data), signs, answers, weights, STRENGTH)


def _pages(data: Sequence[Example], linear: Linear, trees: list[Any]) -> Linear:
    """Learn what tells articles from listings, given the text that the engine finds on each."""
    signs = [one.page_signs(linear, trees) for one in data]
    answers = [int(one.page.is_article) for one in data]
    counts = Counter(sign for own in signs for sign in set(own))
    common = sorted(sign for sign, count in counts.items() if count >= PAGES)
    return _fitted(common, signs, answers, [1 if answer else LISTING_WEIGHT for answer in answers], PAGE_STRENGTH)


def _fitted(
    vocabulary: Sequence[str],
    signs: Sequence[Sequence[str]],
    answers: Sequence[int | None],
    weights: Sequence[float],
    strength: float,
) -> Linear:
    index = {sign: i for i, sign in enumerate(vocabulary)}
    columns: list[int] = []
    ends = [0]
    for own in signs:
        columns += [index[sign] for sign in own if sign in index]
        ends.append(len(columns))
    shape = (len(answers), len(index))
    matrix = sparse.csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=shape)
    fitted = LogisticRegression(C=strength, max_iter=500).fit(matrix, answers, sample_weight=weights)
    kept = {sign: round(float(fitted.coef_[0][i]), 3) for sign, i in index.items()}
    return Linear(
        bias=round(float(fitted.intercept_[0]), 3),
        weights={sign: weight for sign, weight in kept.items() if abs(weight) >= LEAST_WEIGHT},
    )


def _vocabulary(data: Sequence[Example]) -> list[str]:
    outlets: dict[str, set[str]] = defaultdict(set)
    for one in data:
        for sign in {sign for i in range(len(one.signs)) for sign in one.all_signs(i)}:
            outlets[sign].add(one.page.gold["key"])
    return sorted(sign for sign, own in outlets.items() if len(own) >= OUTLETS.get(sign.partition(":")[0], 4))


def _rows(one: Example, linear: Linear) -> list[list[float]]:
    return surroundings(one.reader.found, one.reader.layout, one.signs, weigh(one.reader, one.signs, linear), HOPELESS)


def _trees(rows: Sequence[tuple[Example, list[list[float]]]]) -> list[Any]:
    measures, answers, weights = [], [], []
    for one, own in rows:
        weight = one.weights
        for i in one.known:
            if own[i]:
                measures.append([float(value) for value in own[i]])
                answers.append(one.labels[i])
                weights.append(weight[i])
    model = lightgbm.LGBMClassifier(**TREES, verbose=-1, n_jobs=1, random_state=1, deterministic=True)
    model.fit(np.array(measures), answers, sample_weight=weights)
    return [_node(tree["tree_structure"]) for tree in model.booster_.dump_model()["tree_info"]]


def _node(node: dict[str, Any]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"], 4)
    return [node["split_feature"], node["threshold"], _node(node["left_child"]), _node(node["right_child"])]


def held_out(data: Sequence[Example]) -> None:
    """Print the figures of each set, each page read by a model that saw none of its outlet's fold."""
    score = scorer()
    tallies: dict[str, Any] = defaultdict(score.Tally)
    for fold in range(FOLDS):
        learnt = learn([one for one in data if one.page.fold != fold])
        for one in data:
            if one.page.fold == fold:
                tallies[one.page.name].add(one.page.gold, _read(one, learnt))
                tallies[one.page.name].ms.append(0)
    for name, tally in sorted(tallies.items()):
        figures = tally.figures()
        kept = ("F1", "precision", "recall", "exact", "below_half", "kept", "refused")
        print(f"held out  {name:12s}", *(f"{key} {figures[key]:.4f}" for key in kept if key in figures), flush=True)


def _read(one: Example, learnt: Model) -> dict[str, Any]:
    text = one.text(learnt.blocks, learnt.trees)
    is_article = learnt.pages.score(one.page_signs(learnt.blocks, learnt.trees)) > 0
    lines = (paragraph.text for paragraph in text.paragraphs)
    return {"body": "\n\n".join(lines), "kind": Kind.ARTICLE if is_article else Kind.LISTING}


def main() -> None:
    """Learn and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of pages with known answers")
    parser.add_argument("--no-folds", action="store_true", help="leave out the held-out figures")
    arguments = parser.parse_args()
    data = examples(gold_pages(arguments.corpus))
    if not arguments.no_folds:
        held_out(data)
    learnt = learn(data)
    MODEL.write_bytes(msgspec.json.format(msgspec.json.encode(learnt), indent=0).replace(b',"', b',\n"') + b"\n")
    signs = len(learnt.blocks.weights), len(learnt.pages.weights)
    print(f"{MODEL.name}: signs {signs}, {len(learnt.trees)} trees, {MODEL.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
