"""Types of columns: what the state database stores more tightly than Python holds it."""

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, SmallInteger, TypeDecorator

STATES = ("offered", "fetched", "pending", "delivered", "unchanged", "rejected", "walled", "gone", "failed")


class StateNumber(TypeDecorator[str]):
    """A state of a link, stored as its number in STATES: those are only added to, at the end."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- the interface
        """Return the number of a state."""
        return None if value is None else STATES.index(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- the interface
        """Return the state of a number."""
        return None if value is None else STATES[value]


class Hex(TypeDecorator[str]):
    """Hex digits, stored as half as many bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 -- the interface
        """Return the bytes."""
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- the interface
        """Return the digits."""
        return None if value is None else bytes(value).hex()


Serial = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is a rowid, and so counts by itself, in SQLite
