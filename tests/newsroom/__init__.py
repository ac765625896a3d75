"""A loopback news site written for the tests: four outlets, the truth about them, and failures on demand."""

from tests.newsroom.client import Newsroom

__all__ = ["Newsroom"]
