# Two commands do everything on a fresh machine with git, python3 (with venv) and make:
#   make demo   sets up, grades examples/, prints the scores and says where the reports are
#   make test   sets up and runs the whole test suite
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORTS := reports

.PHONY: demo test setup env check lint types stubs objectives misconceptions schema gold screenshot clean

demo: env
	@mkdir -p $(REPORTS)
	@for one in examples/[0-9]*; do \
	  text=$$($(BIN)/grader grade "$$one" -o $(REPORTS) --timeout 20 2>$(REPORTS)/.log) \
	    || { cat $(REPORTS)/.log >&2; exit 1; }; \
	  echo "$$text" | sed -n 1p; \
	done
	@echo
	@echo "Reports for students: $(CURDIR)/$(REPORTS)/*.report.html (results beside them)"

test: env
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

setup: $(VENV)/.done
$(VENV)/.done: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

env: setup
	@$(BIN)/grader env

check: lint types

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# A course is loaded under a private package name, so its imports are relative and mypy needs a
# package around it: a link to this folder gives it one.
types: setup
	$(BIN)/mypy
	@mkdir -p build/types && ln -sfn ../.. build/types/course
	MYPYPATH=build/types $(BIN)/mypy -p course.exercises -p course.reference

# Files that are written from others; tests keep them current.
stubs: setup
	@for path in exercises/*/stub.py; do \
	  folder=$$(basename $$(dirname $$path)); \
	  $(BIN)/grader new --force $$folder exercises/$$folder/stub.ipynb; \
	done
	$(BIN)/grader new --force exercises/module_02.ipynb

objectives: setup
	@mkdir -p build
	$(BIN)/python -m tools.objectives > build/.objectives
	mv build/.objectives docs/objectives.md

misconceptions: setup
	$(BIN)/python -m tools.misconceptions

schema: setup
	$(BIN)/python -c "import json; from grader.grading.result import json_schema; \
	  print(json.dumps(json_schema(), indent=2))" > docs/result.schema.json
	$(BIN)/python -c "import json; from grader.outline.finding import json_schema; \
	  print(json.dumps(json_schema(), indent=2))" > docs/check.schema.json

gold: env
	$(BIN)/python -m pytest tests/gold tests/browser/test_tree.py --update-gold

screenshot: env
	$(BIN)/grader grade examples/03_sign_slip.ipynb --exercise 1 --exercise 2 --exercise 3 \
	  -f html=build/report.html
	$(BIN)/python -m tools.screenshot build/report.html docs/report.png

clean:
	rm -rf $(VENV) .grader build dist $(REPORTS)
