# Two commands do everything: `make demo` and `make test`. Both set up .venv first, once.
# They need Python >= 3.11 with pip, and Linux; `make demo PYTHON=python3.13` chooses another Python.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT := build/demo.json

# Settings of this shell that would send the packages elsewhere than into .venv, or change what pytest runs.
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_DRY_RUN PIP_NO_DEPS PIP_REQUIRE_HASHES PIP_REQUIRE_VIRTUALENV
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONOPTIMIZE PYTHONWARNINGS
unexport PYTEST_ADDOPTS PYTEST_PLUGINS PYTEST_DISABLE_PLUGIN_AUTOLOAD
# The tests start Python a few hundred times; each time it would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PIP_INSTALL := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet
PYTEST := $(BIN)/python -m pytest
# One more than small machines have cores: many tests wait.
WORKERS := -n 3 --dist loadfile
CHOSEN := -m "not slow"

.PHONY: demo test test-all lint clean help
.DELETE_ON_ERROR:

help:  # first target: a bare `make` says what there is
	@echo "make demo   repair the easy ones of the shipped tasks with the built-in agent, in a sandbox, and report"
	@echo "make test   ruff, mypy --strict, import-linter, and the tests"
	@echo "make test-all   the same with the slow tests"
	@echo "make lint   the first three of these"
	@echo "make clean  remove .venv and all that was built"

# Pytest ends with status 1 if some task was not repaired, as is expected here: the built-in agent mends what breaks the rules of
# the language. An episode that could not be judged is an error nevertheless.
demo: $(VENV)/installed
	@mkdir -p build
	$(PYTEST) tasks -m easy "--codearena-agent=builtin?cpu_s=2" --codearena-report=$(REPORT) -v --tb=no -rN || test $$? -eq 1
	@$(BIN)/python -c "import json; s = json.load(open('$(REPORT)'))['summary']; \
	print(f\"\n{s['solved']} of {s['judged']} tasks repaired, {s['errors']} errors; everything that happened: $(REPORT)\"); \
	raise SystemExit(bool(s['errors'] or not s['solved']))"

# A temporary root of its own: pytest sessions beside this one tidy up a shared one at any time.
test: lint
	@temp=$$(mktemp -d) && trap 'rm -rf "$$temp"' EXIT && echo '$(PYTEST) $(WORKERS) $(CHOSEN)' && PYTEST_DEBUG_TEMPROOT=$$temp $(PYTEST) $(WORKERS) $(CHOSEN)

test-all: CHOSEN :=
test-all: test

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Each stamp is younger than what was installed for it; a second call installs nothing.
$(VENV)/installed: pyproject.toml | $(VENV)/created
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/installed-test: pyproject.toml | $(VENV)/created
	$(PIP_INSTALL) --editable ".[test]"
	@touch $@ $(VENV)/installed

# Some distributions ship `venv` without the pip that it would install; then the system's pip fills the environment.
$(VENV)/created:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
	echo "pytest-codearena needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version 2>&1`. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	exit 1; }
	@echo "setting up $(VENV) (once; the packages come from your pip index)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	$(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
