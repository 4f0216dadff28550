# Each target sets up what it needs; `make help` lists them. Only `make` and `git` must be there beforehand.

# Read by Rasa and what it is built on.
# Telemetry off by construction: no process opens a connection that was not asked for.
export RASA_TELEMETRY_ENABLED = false
# rasa_sdk would listen on every address of the machine.
export SANIC_HOST = 127.0.0.1
# Notices about SQLAlchemy 2 and about the processor, which nobody here can act on.
export SQLALCHEMY_SILENCE_UBER_WARNING = 1
export TF_CPP_MIN_LOG_LEVEL = 3
export TF_ENABLE_ONEDNN_OPTS = 0

export NSCP_PORT ?= 5005
export NSCP_ACTION_PORT ?= 5055
export NSCP_CONSOLE_PORT ?= 5006

PYTHON = .venv/bin/python

.PHONY: setup run test train adapt tune check evaluate compare apply-changes bench shell faults lock help .venv-tools

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## Make the environment in .venv (about a minute and a half, once)
	@sh setup/make_venv.sh .venv requirements.lock "about a minute"

# What only developers and CI use: linters and the browser tests.
.venv-tools:
	@sh setup/make_venv.sh .venv-tools requirements-tools.lock "about 15 seconds"

# honcho starts what the Procfile names and stops everything when one of them ends. The announcement belongs to it and
# prints the addresses once the servers answer.
run: setup ## Start the assistant and the staff console on this machine and print their addresses
	@$(PYTHON) setup/ports_free.py NSCP_PORT=$(NSCP_PORT) NSCP_ACTION_PORT=$(NSCP_ACTION_PORT) \
		NSCP_CONSOLE_PORT=$(NSCP_CONSOLE_PORT)
	@$(PYTHON) -m assistant.train --or-keep
	@$(PYTHON) -m console.manage migrate --verbosity 0
	@$(PYTHON) -m console.manage development_admin
	@$(PYTHON) setup/announce.py chat=http://127.0.0.1:$(NSCP_PORT)/chat demo=http://127.0.0.1:$(NSCP_PORT)/demo \
		console=http://127.0.0.1:$(NSCP_CONSOLE_PORT)/ & exec .venv/bin/honcho start

train: setup ## Train, if the data changed since the last model
	@$(PYTHON) -m assistant.train

tune: setup ## Choose thresholds and the like on held-out examples (a few minutes), into data/tuned.yml
	@$(PYTHON) -m tools.tune

adapt: setup ## Fit the encoder to all examples (half an hour), into data/encoder_adapter.npz; `make tune` must follow
	@$(PYTHON) -m tools.adapt

# On free ports of its own, so that it works beside `make run`.
shell: setup ## Talk to the assistant in the terminal
	@$(PYTHON) -m assistant.train --or-keep
	@$(PYTHON) -m console.manage migrate --verbosity 0
	@set -- $$($(PYTHON) setup/ports_free.py --choose $(NSCP_PORT) $(NSCP_ACTION_PORT)); \
	export NSCP_ACTION_URL=http://127.0.0.1:$$2/webhook; \
	$(PYTHON) -m rasa_sdk --actions actions --port $$2 >/dev/null 2>&1 & actions=$$!; \
	trap 'kill $$actions' EXIT; $(PYTHON) -m nscp.warning_filters rasa shell -i 127.0.0.1 --port $$1

test: train .venv-tools ## Run every test
	@sh setup/test.sh

check: setup .venv-tools ## Check code, data and text
	@sh setup/check.sh

evaluate: train ## Measure the understanding; BASELINE=1 adds Rasa's default pipeline
	@BASELINE=$(BASELINE) $(PYTHON) -m tools.evaluate
	@$(PYTHON) -m tools.evaluate.play

compare: train ## Compare the model with BASE=<git ref or model>, on one page (reports/compare.html)
	@$(PYTHON) -m tools.evaluate.compare_base "$(BASE)"

apply-changes: setup ## Write the console's live changes into the data files; commit them yourself
	@$(PYTHON) -m console.manage apply_changes

bench: train .venv-tools ## Measure speed against Rasa's default (half an hour the first time); report in reports/bench.*
	@$(PYTHON) -m tools.bench $(BENCH_OPTIONS)

faults: train .venv-tools ## Measure what hostile texts cost and run the long fault tests (about half an hour); figures in reports/
	@$(PYTHON) -m pytest tests/costs
	@.venv-tools/bin/python -m pytest tests/faults
	@NSCP_TEST_WHOLE_WAY=1 CHROMIUM=$$(sh setup/find_chromium.sh) .venv-tools/bin/python -m pytest tests/browser/console/test_from_inbox_to_families.py

lock: ## Resolve requirements*.in into the hashed locks again
	@sh setup/lock.sh
