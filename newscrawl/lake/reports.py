"""Reports: how each crawl ended, in the lake; those that the lake would not have before follow."""

from newscrawl.lake.keys import report_key
from newscrawl.lake.storage import Storage, put_checked
from newscrawl.state import crawls
from newscrawl.state.database import Database


def deliver_reports(state: Database, storage: Storage) -> int:
    """Put every report that waits and return how many; raise LakeRefused or LakeUnreachable, and may be repeated."""
    with state.transaction() as connection:
        waiting = crawls.reports_waiting(connection)
    for crawl_id, text in waiting:
        put_checked(storage, report_key(crawl_id), f"{text}\n".encode())
        with state.transaction() as connection:
            crawls.report_written(connection, crawl_id)
    return len(waiting)
