"""Names: texts that many links share, each known by a number."""

from sqlalchemy import Connection, ScalarSelect, bindparam, select

from newscrawl.state.statements import insert_new
from newscrawl.state.tables import names


def number_of(parameter: str) -> ScalarSelect[int]:
    """Return a subquery for the number of the name that is bound to ``parameter``, NULL if it has none."""
    return select(names.c.id).where(names.c.name == bindparam(parameter)).scalar_subquery()


NUMBER = select(names.c.id).where(names.c.name == bindparam("name"))


def number(connection: Connection, name: str) -> int:
    """Return the number of a name, which it gets now if it has none."""
    values = {"name": name}
    found = connection.scalar(NUMBER, values)
    if found is None:
        connection.execute(insert_new(connection, names), values)
        return int(connection.execute(NUMBER, values).scalar_one())
    return int(found)
