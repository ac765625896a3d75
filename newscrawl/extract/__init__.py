"""Bytes of an article page -> its fields."""

from newscrawl.extract.engine import extract
from newscrawl.extract.page import Kind, Page, Rules

__all__ = ["Kind", "Page", "Rules", "extract"]
