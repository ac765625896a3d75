# make demo · make test · make torture · make check · make bench · make learn · make fuzz; the environment is .venv, from pinned versions
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test torture check audit bench learn fuzz lock clean deploy-scrapyd

demo: .venv/demo
	@$(BIN)/python -m tests.demo

# Three at once on two cores, because many tests wait; in small portions, because the slow ones stand together.
test: .venv/dev
	@$(BIN)/python -m pytest -n 3 --maxschedchunk 20 $(PYTEST)

# A thousand crawls killed at random, over lakes that fail; CI kills 300 of them.
torture: .venv/dev
	@$(BIN)/python -m tests.torture --crashes 600
	@$(BIN)/python -m tests.torture --crashes 300 --lake bucket
	@$(BIN)/python -m tests.torture --crashes 100 --state postgresql

check: .venv/dev audit
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

# Looks whether a pinned version has a known weakness; offline it says so and goes on.
audit: .venv/dev
	@test -x .venv/audit-tools/bin/pip-audit || { $(PYTHON) -m venv .venv/audit-tools && \
		.venv/audit-tools/bin/python -m pip --disable-pip-version-check --quiet install "pip-audit>=2.10"; } || true
	@$(BIN)/python .ci/audit.py

# What a crawl needs.
.venv/demo: requirements.lock pyproject.toml
	@$(PYTHON) -m venv .venv || { echo "newscrawl needs Python 3.11 or later with venv (Debian: apt-get install python3-venv)"; exit 2; }
	@echo "installing into .venv"
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Everything besides: extras, test tools.
.venv/dev: requirements-dev.lock .venv/demo
	@echo "installing the test tools into .venv"
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# Side by side with other tools on the pages in ../shared/corpus; writes the table of docs/extraction.md.
bench: .venv/bench
	@$(BIN)/python -m benchmarks.extraction --write --peers trafilatura newspaper4k news-please readability-lxml

# Learns newscrawl/extract/model.json from the same pages; prints what it makes of outlets that it did not learn from.
learn: .venv/bench
	@$(BIN)/python -m benchmarks.learn

.venv/bench: pyproject.toml .venv/dev
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --group learn --group peers
	@touch $@

# Searches, for ten minutes a parser, for bytes that it fails on or reads for too long; FOR=60 for one minute.
fuzz: .venv/fuzz
	@$(BIN)/python -m benchmarks.growth
	@$(BIN)/python -m benchmarks.fuzz_parsers --seconds $(or $(FOR),600)
	@$(BIN)/python -m benchmarks.fuzz_extract --seconds $(or $(FOR),600)

.venv/fuzz: pyproject.toml .venv/dev
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --group fuzz
	@touch $@

# Builds the egg and uploads it to the scrapyd of scrapy.cfg's [deploy]; TARGET=NAME for another one.
deploy-scrapyd: .venv/dev
	@$(BIN)/python deploy/scrapyd/deploy.py $(TARGET)

# Pins anew what pyproject.toml asks for.
lock: .venv/dev
	@$(BIN)/pip-compile --quiet $(COMPILE) --output-file requirements.lock pyproject.toml
	@$(BIN)/pip-compile --quiet $(COMPILE) --all-extras --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	@$(BIN)/pip-compile --quiet $(COMPILE) $(SCRAPYD) --constraint requirements-dev.lock --output-file requirements-scrapyd.lock pyproject.toml

SCRAPYD := --extra scrapyd --extra browser --extra cluster

COMPILE := --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

clean:
	rm -rf .venv build dist *.egg-info
