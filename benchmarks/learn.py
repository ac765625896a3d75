"""Learn newscrawl/extract/model.json from pages whose articles are known.

    python -m benchmarks.learn [--corpus DIR] [--pages]

First the outlets are parted into five folds and each is scored by a model that never saw it: these figures, not those
of score.py on the pages learnt from, say what to expect of an outlet nobody tuned for. Then it learns from all pages.
Packages it needs: pip install --group learn .
"""

import argparse
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import lightgbm
import msgspec
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import newscrawl.extract
from benchmarks.examples import Example, Rows, examples
from benchmarks.pages import CORPUS, FOLDS, gold_pages, scorer
from newscrawl.extract.model import Linear, Model, compiled, model
from newscrawl.extract.page import Kind
from newscrawl.extract.signs import Weighed

MODEL = Path(newscrawl.extract.__file__).with_name("model.json")
BOXES = ("o:", "p:", "a:")  # signs of a block's box, its parent, all around
OUTLETS = {"w": 12}  # that must show a sign before it counts; others 5
STRENGTH = 0.05  # inverse of the linear model's regularisation
PAGE_STRENGTH = 0.1
PAGES = 5  # that must show a sign of a page before it counts
LISTING_WEIGHT = 2.0  # there are few listings among the pages
LEAST_WEIGHT = 0.004  # of a sign worth keeping
SIZES = (1, 2, 3, 5, 8, 12, 18, 26, 40, 60)
ALONE = {"n_estimators": 40, "num_leaves": 8}
TOGETHER = {"n_estimators": 100, "num_leaves": 16, "colsample_bytree": 0.3}
TREES = {"learning_rate": 0.12, "min_child_samples": 40, "colsample_bytree": 0.6}


def learn(data: Sequence[Example]) -> Model:
    """Learn each step from what the step before says of pages that it did not see; the last one is learnt from all."""
    folds = [
        ([one for one in data if one.page.fold != f], own)
        for f in range(FOLDS)
        if (own := [one for one in data if one.page.fold == f])
    ]
    weighed: dict[int, Weighed] = {}
    for others, own in folds:
        weights = _signs(others)
        weighed |= {id(one): Weighed(*weights) for one in own}
    rows = {id(one): one.places(weighed[id(one)]) for one in data}
    numbered = {page: dict(enumerate(own)) for page, own in rows.items()}
    full: dict[int, Rows] = {}
    for others, own in folds:
        score = compiled(_trees(others, numbered, ALONE))
        for one in own:
            alone = list(map(score, rows[id(one)]))
            full[id(one)] = one.joined(weighed[id(one)], rows[id(one)], alone)
    names, words = _signs(data)
    learnt = Model(names, words, _trees(data, numbered, ALONE), _trees(data, full, TOGETHER), Linear(0.0, {}))
    return msgspec.structs.replace(learnt, pages=_pages(data, signs_of_pages(data, learnt)))


def signs_of_pages(data: Sequence[Example], learnt: Model) -> list[list[str]]:
    """Return the signs of each page, given the text that the engine finds on it."""
    return [one.page_signs(one.text(learnt)) for one in data]


def _signs(data: Sequence[Example]) -> tuple[dict[str, tuple[int, int, int]], dict[str, int]]:
    """Learn what names and words say, besides what size and element of a block say already."""
    signs, answers, weights = [], [], []
    for one in data:
        own = one.weights
        for i in one.known:
            signs.append([*one.signs[i], *_controls(one, i)])
            answers.append(one.labels[i])
            weights.append(own[i])
    weights_of = _fitted(_vocabulary(data), signs, answers, weights, STRENGTH).weights
    fitted = {sign: round(1000 * weight) for sign, weight in weights_of.items()}
    told = dict.fromkeys(sign[2:] for sign in fitted if sign[:2] in BOXES)
    names = {
        sign: (fitted.get("o:" + sign, 0), fitted.get("p:" + sign, 0), fitted.get("a:" + sign, 0)) for sign in told
    }
    return names, {sign[2:]: weight for sign, weight in fitted.items() if sign.startswith("w:")}


def _controls(one: Example, i: int) -> list[str]:
    size = bisect_left(SIZES, one.layout.sizes[i])
    return [
        f"c:{size}|{int(one.layout.linked[i] * 4)}|{one.layout.is_finished[i]}",
        f"c:{one.blocks[i].tag}|{size // 2}",
    ]


def _pages(data: Sequence[Example], signs: Sequence[Sequence[str]]) -> Linear:
    """Learn what tells articles from listings by the signs of each page."""
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
        for sign in {sign for i in range(len(one.blocks)) for sign in (*one.signs[i], *_controls(one, i))}:
            outlets[sign].add(one.page.gold["key"])
    return sorted(sign for sign, own in outlets.items() if len(own) >= OUTLETS.get(sign.partition(":")[0], 5))


def _trees(data: Sequence[Example], rows: Mapping[int, Rows], shape: dict[str, Any]) -> list[Any]:
    measured, answers, weights = [], [], []
    for one in data:
        weight, own = one.weights, rows[id(one)]
        for i in one.known:
            if i in own:
                measured.append(own[i])
                answers.append(one.labels[i])
                weights.append(weight[i])
    model = lightgbm.LGBMClassifier(**(TREES | shape), verbose=-1, n_jobs=1, random_state=1, deterministic=True)
    model.fit(np.array(measured), answers, sample_weight=weights)
    return [_node(tree["tree_structure"]) for tree in model.booster_.dump_model()["tree_info"]]


def _node(node: dict[str, Any]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"], 4)
    return [node["split_feature"], node["threshold"], _node(node["left_child"]), _node(node["right_child"])]


def held_out(data: Sequence[Example], score: ModuleType) -> None:
    """Print the figures of each set, each page read by a model that saw none of its outlet's fold."""
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


def pages_held_out(data: Sequence[Example], signs: Sequence[list[str]]) -> None:
    """Print how many articles are kept and listings refused, each judged by a model that saw none of its fold."""
    right: dict[str, list[bool]] = defaultdict(list)
    for fold in range(FOLDS):
        seen = [i for i, one in enumerate(data) if one.page.fold != fold]
        learnt = _pages([data[i] for i in seen], [signs[i] for i in seen])
        for one, own in zip(data, signs, strict=True):
            if one.page.fold == fold:
                name = f"{one.page.name} kept" if one.page.is_article else f"{one.page.name} refused"
                right[name].append((learnt.score(own) > 0) == one.page.is_article)
    for name, answers in sorted(right.items()):
        print(f"held out  {name:20s} {sum(answers) / len(answers):.4f} of {len(answers)}", flush=True)


def _read(one: Example, learnt: Model) -> dict[str, Any]:
    text = one.text(learnt)
    is_article = learnt.pages.score(one.page_signs(text)) > 0
    lines = (paragraph.text for paragraph in text.paragraphs)
    return {"body": "\n\n".join(lines), "kind": Kind.ARTICLE if is_article else Kind.LISTING}


def main() -> None:
    """Learn and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of pages with known answers")
    parser.add_argument("--no-folds", action="store_true", help="leave out the held-out figures")
    parser.add_argument(
        "--pages",
        action="store_true",
        help="learn only to tell articles from listings; the model as it is finds the texts",
    )
    arguments = parser.parse_args()
    data = examples(gold_pages(arguments.corpus))
    if arguments.pages:
        learnt = model()
        signs = signs_of_pages(data, learnt)
        pages_held_out(data, signs)
        learnt = msgspec.structs.replace(learnt, pages=_pages(data, signs))
    else:
        if not arguments.no_folds:
            held_out(data, scorer(arguments.corpus))
        learnt = learn(data)
    MODEL.write_bytes(msgspec.json.format(msgspec.json.encode(learnt), indent=0).replace(b',"', b',\n"') + b"\n")
    counts = f"{len(learnt.names)} names, {len(learnt.words)} words, {len(learnt.pages.weights)} signs of pages"
    print(f"{MODEL.name}: {counts}, {MODEL.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
