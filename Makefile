# Each target sets up what it needs in .venv; a second run finds it done and starts at once.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 7860
PIP := $(BIN)/python -m pip --disable-pip-version-check -q install -c constraints.txt

.PHONY: chat test check bench setup clean

chat: $(VENV)/.app
	$(BIN)/dateline chat --sync corpus/articles --port $(PORT)

# Where no bytecode is to be kept, every process would compile the tests anew: here it is kept.
test: $(VENV)/.test
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.app
	$(BIN)/python -m rag.evaluate.bench

setup: $(VENV)/.app

# torch first and alone: the pinned version is the CPU build; a range may bring gigabytes of CUDA.
$(VENV)/.torch: constraints.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Python 3.11 is needed; name it with PYTHON=…"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) torch
	@touch $@

$(VENV)/.app: $(VENV)/.torch pyproject.toml
	@echo "Installing Dateline in $(VENV): a few minutes the first time"
	$(PIP) -e .
	$(BIN)/python -P -m rag.models.converted > /dev/null
	@touch $@

$(VENV)/.test: $(VENV)/.app
	$(PIP) -e .[test]
	@touch $@

$(VENV)/.check: $(VENV)/.app
	$(PIP) -e .[check]
	@touch $@

clean:
	rm -rf $(VENV) archive build *.egg-info
