# Every command begins with `setup`, which takes no time once it is done.
.PHONY: setup run services test test-services test-browser check bench
.SILENT:

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
# a worker for each core; each makes a database of its own, so that more than four win little
WORKERS := -n auto --maxprocesses 4 --dist loadfile
TEST_DATABASE_URL ?= postgresql://postgres@127.0.0.1:5432/postgres
TEST_BROKER_URL ?= redis://127.0.0.1:6379/5
SERVICES := DATABASE_URL='$(TEST_DATABASE_URL)' CELERY_BROKER_URL='$(TEST_BROKER_URL)'

# the first interpreter that starts and is 3.11 (a version manager's shim may do neither)
define with_python
	for python in python3.11 python3 /usr/bin/python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then exec $$python $(1); fi; \
	done; \
	echo "Rectify needs Python 3.11 (Debian 12: apt-get install python3)." >&2; exit 1
endef

setup:
	$(call with_python,rectify/setup/install.py)

run: setup
	exec $(PYTHON) -P rectify/run.py

test: setup
	$(PYTEST) $(WORKERS) -m "not services and not browser"

# says which of PostgreSQL and Redis does not answer, if any; nothing here starts them
services: setup
	$(PYTHON) -P rectify/setup/services.py '$(TEST_DATABASE_URL)' '$(TEST_BROKER_URL)'

test-services: services
	$(SERVICES) $(PYTEST) $(WORKERS) -m "not services and not browser"
	$(SERVICES) $(PYTEST) -p no:xdist -m services

test-browser: setup
	$(call with_python,rectify/setup/install.py --browser)
	$(PYTEST) -p no:xdist -m browser

check: setup
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy .
	.venv/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m djlint --quiet --lint templates
	$(PYTEST) -q -p no:xdist tests/guards/test_lockfile.py

bench: setup
	$(PYTHON) manage.py bench $(ARGS)
