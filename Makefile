# SPDX-License-Identifier: Apache-2.0
# `make help` lists what there is. Every target installs what it needs, or says in one line what to install.

SWIFT ?= swift
# Suites that start processes and servers, or count what the machine holds: one after another, or they starve each other.
WITH_PROCESSES = OutboundTests|ProvidersTests|ServicesTests|GatewayTests|DeliveryTests|TaskHostingTests|ModulesTests|SchedulingTests|QueueTests|TaskKitTests|JSONSchemaTests
.DEFAULT_GOAL := help
.PHONY: help demo test soak build bench peers sanitize fuzz lint format setup clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: ## send real posts and documents through a running host and print their summaries
	@scripts/setup demo
	@$(MAKE) --no-print-directory build
	python3 Examples/Demo/demo.py "$$($(SWIFT) build -c release --show-bin-path)/mortise"
	python3 Examples/Demo/documents.py "$$($(SWIFT) build -c release --show-bin-path)/mortise"

test: ## check the format, build everything, run every test
	@scripts/setup test
	@$(MAKE) --no-print-directory lint
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest --skip "IntegrationTests|$(WITH_PROCESSES)"
	$(SWIFT) test --skip-build --disable-xctest --no-parallel --filter "^($(WITH_PROCESSES))\."
	$(SWIFT) test --skip-build --disable-xctest --no-parallel --filter IntegrationTests

SEEDS ?= 20
ROUNDS ?= 1
soak: ## the tests with kills, stops, clocks, backups and full devices, over SEEDS=20 in each of ROUNDS=1
	@scripts/setup test
	$(SWIFT) build --build-tests
	for round in $$(seq 0 $$(($(ROUNDS) - 1))); do \
	    MORTISE_TEST_SEEDS=$(SEEDS) MORTISE_TEST_FIRST_SEED=$$((1 + round * $(SEEDS))) $(SWIFT) test --skip-build \
	        --disable-xctest --no-parallel \
	        --filter 'IntegrationTests\.(Crash|Clock|Standstill|Restore|OldDatabase|FullDisk)Tests' || exit 1; \
	done

build: ## build the host, its module process and the modules, for release
	@scripts/setup build
	$(SWIFT) build -c release --product mortise
	$(SWIFT) build -c release --product mortise-module-host
	$(SWIFT) build -c release --product Summarize
	$(SWIFT) build -c release --product CustomPrompt
	! scripts/documents || $(SWIFT) build -c release --product DocOCR

bench: ## measure queue, modules and the whole way, beside peers (docs/performance.md)
	@scripts/setup build
	$(SWIFT) build -c release
	"$$($(SWIFT) build -c release --show-bin-path)/QueueBenchmark" "$$(mktemp -d)" 60000 256
	"$$($(SWIFT) build -c release --show-bin-path)/ThinPathBenchmark" \
	    "$$($(SWIFT) build -c release --show-bin-path)/mortise" 5000 64
	"$$($(SWIFT) build -c release --show-bin-path)/HostBenchmark" "$$($(SWIFT) build -c release --show-bin-path)"
	python3 Benchmarks/Host/latency.py "$$($(SWIFT) build -c release --show-bin-path)/mortise"
	"$$($(SWIFT) build -c release --show-bin-path)/ModulesBenchmark" "$$($(SWIFT) build -c release --show-bin-path)"
	python3 Benchmarks/Modules/peer.py

ROUNDS ?= 3
peers: ## measure Celery and huey beside Mortise in one run, ROUNDS=3 (docs/performance.md, half an hour)
	@scripts/setup peers
	$(SWIFT) build -c release
	.build/peers/bin/python Benchmarks/Peers/peers.py "$$($(SWIFT) build -c release --show-bin-path)" --rounds $(ROUNDS)

sanitize: ## every test under the address and the thread sanitizer
	@scripts/setup test
	scripts/sanitize address
	scripts/sanitize thread

SECONDS ?= 60
fuzz: ## what the two sides of a module's socket read, and the readers of documents, fuzzed SECONDS=60 each
	Fuzz/run $(SECONDS)
	! scripts/documents || Fuzz/readers $(SECONDS)

lint: ## check the sources' format
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Plugins Tests Benchmarks Fuzz

format: ## bring the sources into format
	$(SWIFT) format format --in-place --parallel --recursive Package.swift Sources Plugins Tests Benchmarks Fuzz

setup: ## install what building and testing need
	@scripts/setup test

clean: ## remove what was built
	rm -rf .build
