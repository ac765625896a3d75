"""newscrawl: a scheduled news crawler that loses nothing, repeats nothing and invents nothing."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("newscrawl")
except PackageNotFoundError:  # a scrapyd egg carries the packages without their metadata
    __version__ = "0+unpackaged"
