"""The newscrawl command."""

import sys
from pathlib import Path

import click
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from newscrawl.facts import read_facts
from newscrawl.outlet import outlet_from_facts
from newscrawl.run.exitcodes import gravest
from newscrawl.run.process import Order, crawl_outlets


@click.group()
def main():
    pass


@main.command()
@click.argument("names", nargs=-1)
@click.option("--facts")
def crawl(names, facts):
    settings = get_project_settings()
    loader = get_spider_loader(settings)
    orders = [Order(spider=loader.load(n)) for n in names]
    if facts:
        orders += [Order(spider=outlet_from_facts(f)) for f in read_facts(Path(facts))]
    res = crawl_outlets(settings, orders)
    for r in res:
        print(r)
    sys.exit(gravest(r.exit_code for r in res))
