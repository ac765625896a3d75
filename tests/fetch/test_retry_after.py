"""Retry-After in both its forms, and in hostile ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.fetch.retry_after import LONGEST, retry_after

NOW = 1_793_707_200.0  # Tue, 03 Nov 2026 12:00:00 GMT


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("999999999999", LONGEST),
        ("9" * 10_000, None),
        ("\u0661\u0662", None),
        ("Tue, 03 Nov 2026 12:10:00 GMT", 600),
        ("Tue, 03 Nov 2026 12:10:00", 600),
        ("Tue, 03 Nov 2026 11:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_it_asks_for_seconds_from_now_a_day_at_most(written: str | None, seconds: float | None) -> None:
    assert retry_after(written, NOW) == seconds


@given(st.text())
def test_any_text_asks_for_something_sensible_or_for_nothing(written: str) -> None:
    asked = retry_after(written, NOW)
    assert asked is None or 0 < asked <= LONGEST
