# Needs Python 3.11 or newer and make; nothing else. Another Python: make quickstart PYTHON=python3.12
PYTHON ?= python3
VENV   := .venv
MARK   := $(VENV).installing
RUN    := $(VENV)/bin/python -m

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help quickstart test check clean environment

help:  ## say what can be made
	@sed -n 's/^\([a-z%-]*\):.*##/\1:/p' Makefile

quickstart: $(VENV)/has-quickstart  ## adapt a real encoder to Nahuatl, offline, and report what it gained
	@$(VENV)/bin/lowres quickstart

test: $(VENV)/has-test  ## run the whole test suite
	@$(RUN) pytest

check: $(VENV)/has-test  ## run the linter, the formatter, the type checker and the layer test
	@$(RUN) ruff check
	@$(RUN) ruff format --check
	@$(RUN) mypy --strict lowres
	@MYPYPATH=benchmarks/peers $(RUN) mypy --strict benchmarks/*.py benchmarks/peers/*.py
	@$(RUN) pytest -q tests/test_architecture.py

environment: $(VENV)/has-test  ## make .venv with everything that tests and checks need

peer-%: $(VENV)/has-quickstart  ## measure lowres against a peer: make peer-deepfocus (needs LOWRES_SHARED; may take hours)
	@$(VENV)/bin/python benchmarks/peers/$*.py

clean:  ## remove .venv and all caches; runs/ stays
	rm -rf $(VENV) $(MARK) build dist .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written only when its install has ended well. The mark names the shell that installs, and outlives only
# one that was killed: that may have left half a package that pip takes for whole, so .venv is begun again.
$(VENV)/has-%: pyproject.toml constraints.txt $(wildcard $(MARK))
	@if [ -e $(MARK) ] && kill -0 "$$(cat $(MARK))" 2>/dev/null; then \
	  echo "Another make is installing into $(VENV) (process $$(cat $(MARK))). Wait for it to end." >&2; exit 2; \
	fi
	@if [ -e $(MARK) ]; then rm -rf $(VENV); fi
	@[ -e $(VENV)/made ] || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "lowres needs Python 3.11 or newer, and '$(PYTHON)' is not. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	  exit 2; }
	@echo "Installing lowres[$*] into $(VENV) (the first time takes a few minutes)" >&2
	@echo $$$$ >$(MARK); \
	{ [ -e $(VENV)/made ] || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && touch $(VENV)/made; }; } && \
	$(RUN) pip install --quiet --constraint constraints.txt --editable '.[$*]'; \
	status=$$?; rm -f $(MARK); exit $$status
	@touch $@
