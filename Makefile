# make run    set up what is missing and start the dashboard, for this computer only;
#             HOST=0.0.0.0 opens it to the network (README.md says what that means),
#             NEW_KEY=1 renews the key that makes somebody elsewhere its host
# make check  set up what is missing, then format, lint, types, and tests of functions and pages
# make test   the same, and what needs Keras, other processes, PostgreSQL or a browser
# make test-rare
#             what seldom breaks: other processors, libraries and databases; chaos; many examples
# make bench  how fast the training is, beside Keras, PyTorch and plain NumPy

PYTHON ?= python3
PORT ?= 8501
# Not from the environment, where some shells keep the computer's public name under HOST.
HOST = 127.0.0.1
ADDRESS = http://$(if $(filter 127.0.0.1 0.0.0.0 ::,$(HOST)),localhost,$(HOST)):$(PORT)
BIN = .venv/bin
NPM := $(shell command -v npm)
TSC = .venv/node_modules/.bin/tsc

.PHONY: run check test test-core test-dashboard test-apart test-browser test-scripts test-rare warm lint bench clean

# Compiled once, not by each of the processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE

run: .venv/run.stamp
	@echo 'Compiling the fused engines: once, under a minute'
	$(BIN)/python -m core.runs.workers.warm
	@echo "Sequence Lab is at $(ADDRESS) (Ctrl-C stops it)"
	@$(BIN)/python -m dashboard.server.host_key $(if $(NEW_KEY),--new)
	$(BIN)/streamlit run dashboard/app.py --server.address $(HOST) --server.port $(PORT)

# By the marks of pyproject.toml. TensorFlow takes seconds to load: what needs it is in one process.
PYTEST = $(BIN)/python -m pytest -q
APART = keras or processes or postgresql or slow
UNIT = not ($(APART) or browser or rare)
LAST = nice -n 5

check: .venv/test.stamp
	$(MAKE) --jobs=3 lint test-scripts test-core test-dashboard

# The browser's tests and those of other processes wait more than they work: they go first when all
# want to work.
test: .venv/test.stamp
	$(MAKE) --jobs=5 test-browser test-apart lint test-scripts test-core test-dashboard

test-rare: warm
	$(PYTEST) -m "rare or hypothesis" --hypothesis-profile=many

test-core: .venv/test.stamp
	$(LAST) $(PYTEST) -m "$(UNIT)" tests --ignore=tests/browser --ignore=tests/dashboard

test-dashboard: .venv/test.stamp
	$(LAST) $(PYTEST) -m "$(UNIT)" tests/dashboard

test-apart: warm
	$(PYTEST) -m "($(APART)) and not (browser or rare)" tests --ignore=tests/browser

test-browser: warm
	$(PYTEST) -m "browser and not rare" tests/browser

# Compiles what all of them need.
warm: .venv/test.stamp
	$(BIN)/python -m core.runs.workers.warm

# The logic of the browser's scripts, without a browser (Node 20 or newer).
test-scripts:
	@if command -v node >/dev/null; then $(LAST) node --test tests/scripts/*.test.js; \
		elif [ -n "$$SEQUENCE_LAB_REQUIRE_BROWSER" ]; then echo "No Node found: on Debian, \`apt-get install nodejs\` gets one"; exit 1; \
		else echo "No Node here: the logic of the browser's scripts is not tested"; fi

lint: .venv/test.stamp $(if $(NPM),.venv/typescript.stamp)
	$(LAST) $(BIN)/ruff format --check .
	$(LAST) $(BIN)/ruff check .
	$(LAST) $(BIN)/mypy
	@if [ -x $(TSC) ]; then echo $(TSC) && $(LAST) $(TSC) --project jsconfig.json; \
		else echo "No TypeScript here: the types of the browser's scripts are not checked"; fi

bench: .venv-bench/stamp
	.venv-bench/bin/python -m benchmarks

clean:
	rm -rf .venv .venv-bench .runs

# A stamp is newer than the requirements it was made of: second runs skip the install.
.venv/created.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "Sequence Lab needs Python 3.11 to 3.13; name one with: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv || \
		{ echo "This Python cannot make virtual environments; on Debian: apt-get install python3-venv"; exit 1; }
	touch $@

.venv/run.stamp: requirements.txt .venv/created.stamp
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

.venv/test.stamp: tests/requirements.txt .venv/run.stamp
	$(BIN)/pip install --quiet -r tests/requirements.txt
	touch $@

# Where Node is there, but nothing can be fetched, the scripts' types go unchecked.
.venv/typescript.stamp: .venv/created.stamp
	npm install --silent --no-fund --no-audit --fetch-retries=0 --prefix .venv typescript@5.9.3 || true
	touch $@

.venv-bench/stamp: requirements.txt benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet -r requirements.txt -r benchmarks/requirements.txt
	touch $@
