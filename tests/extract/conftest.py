"""The real pages lie beside the project, not in it; where they are not, there is nothing to guard."""

from benchmarks.pages import CORPUS

collect_ignore = [] if CORPUS.is_dir() else ["test_corpus.py"]
