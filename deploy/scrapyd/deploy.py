#!/usr/bin/env python3
"""Build this checkout's egg and upload it to scrapyd: deploy/scrapyd/deploy.py [TARGET].

TARGET is a section [deploy:TARGET] of scrapy.cfg, ~/.scrapy.cfg or ~/.config/scrapy.cfg; without one it is [deploy].
Name and password: SCRAPYD_USERNAME and SCRAPYD_PASSWORD, else the section's username and password, else ~/.netrc.

The egg is put together here, for it is a zip of the packages with two lines about them. scrapyd-deploy would write a
setup.py into the checkout, pack the tests, and leave what was deleted since the last build in it.
"""

import os
import sys
import time
import tomllib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin
from zipfile import ZIP_DEFLATED, ZipFile

import requests
from scrapyd_client.utils import get_auth, get_config

CHECKOUT = Path(__file__).resolve().parents[2]
TIMEOUT = (10, 120)  # seconds to connect, and for scrapyd to load the spiders


def build_egg(checkout: Path, settings: str) -> bytes:
    """Return the egg of a checkout: the packages that pyproject.toml names, and where scrapyd finds ``settings``."""
    pyproject = tomllib.loads((checkout / "pyproject.toml").read_text())
    packages = [name.rstrip("*") for name in pyproject["tool"]["setuptools"]["packages"]["find"]["include"]]
    about = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".format_map(pyproject["project"])
    egg = BytesIO()
    with ZipFile(egg, "w", ZIP_DEFLATED) as archive:
        for path in sorted(path for package in packages for path in (checkout / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(checkout))
        archive.writestr("EGG-INFO/PKG-INFO", about)
        archive.writestr("EGG-INFO/entry_points.txt", f"[scrapy]\nsettings = {settings}\n")
    return egg.getvalue()


def upload(egg: bytes, target: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Give the egg to a scrapyd and return what it answered, in a sentence; exit with what to do where it refuses."""
    url, project, version = target["url"], target["project"], str(int(time.time()))
    name = environment.get("SCRAPYD_USERNAME") or target.get("username", "")
    password = environment.get("SCRAPYD_PASSWORD") or target.get("password", "")
    try:
        response = requests.post(
            urljoin(url, "addversion.json"),
            data={"project": project, "version": version},
            files={"egg": ("project.egg", egg)},
            auth=get_auth(url=url, username=name, password=password),
            timeout=TIMEOUT,
        )
    except requests.RequestException as error:
        sys.exit(f"deploy: {url}: {error}; is scrapyd running there?")
    if response.status_code == requests.codes.unauthorized:
        sys.exit(f"deploy: {url} refused the password; set SCRAPYD_USERNAME and SCRAPYD_PASSWORD, or write ~/.netrc")
    if not response.ok or response.json()["status"] != "ok":
        sys.exit(f"deploy: {url} refused the egg ({response.status_code}):\n{_message(response)}")
    return f"{project} {version} is at {url}: {response.json()['spiders']} spiders"


def _message(response: requests.Response) -> str:
    try:
        return str(response.json()["message"])
    except (ValueError, KeyError):
        return response.text


def main() -> None:
    """Deploy to the target named on the command line."""
    os.chdir(CHECKOUT)  # where Scrapy looks for scrapy.cfg
    section = ":".join(["deploy", *sys.argv[1:2]])
    cfg = get_config()
    if section not in cfg:
        sys.exit(f"deploy: there is no [{section}] in scrapy.cfg, ~/.scrapy.cfg or ~/.config/scrapy.cfg")
    target = {key: value for name in ("deploy", section) if name in cfg for key, value in cfg.items(name)}
    if missing := [key for key in ("url", "project") if not target.get(key)]:
        sys.exit(f"deploy: [{section}] lacks {missing[0]}")
    egg = build_egg(CHECKOUT, cfg["settings"]["default"])
    sys.stdout.write(upload(egg, target, os.environ) + "\n")


if __name__ == "__main__":
    main()
