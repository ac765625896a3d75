"""What every command of newscrawl shares: where lake and state are, and how errors are told."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from newscrawl.errors import BadState, ConfigurationError, LakeBusy, LakeDamaged, LakeUnreachable
from newscrawl.printable import redacted
from newscrawl.run.exitcodes import ExitCode
from newscrawl.run.preflight import ArticlesWait
from newscrawl.run.terminal import say

LAKE = click.option("--lake", metavar="URL", help="Directory or s3://bucket/prefix. [NEWSCRAWL_LAKE, ./lake]")
STATE = click.option("--state", metavar="URL", help="File or SQLAlchemy URL. [NEWSCRAWL_STATE, ./state.sqlite3]")


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn newscrawl's errors into one line on standard error and their exit code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (ConfigurationError, LakeUnreachable) as error:
            say(f"newscrawl: {error}", err=True)
            sys.exit(ExitCode.LAKE_UNREACHABLE if isinstance(error, ArticlesWait) else ExitCode.USAGE)
        except (LakeBusy, LakeDamaged) as error:
            say(f"newscrawl: {error}", err=True)
            sys.exit(ExitCode.BUSY if isinstance(error, LakeBusy) else ExitCode.FAULT)

    return run


def project_settings(lake: str | None, state: str | None) -> Settings:
    """Return the project's settings with what the command line says about lake and state."""
    if state and redacted(state) != state:
        raise BadState("--state holds a password, which the list of processes shows to everybody; set NEWSCRAWL_STATE")
    settings = get_project_settings()  # a checkout's scrapy.cfg may name settings of its own
    if "NEWSCRAWL_LAKE" not in settings:
        settings.setmodule("newscrawl.settings", priority="project")
    for key, value in (("NEWSCRAWL_LAKE", lake), ("NEWSCRAWL_STATE", state)):
        if value:
            settings.set(key, value, priority="cmdline")
    return settings
