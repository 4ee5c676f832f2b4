# One word does everything; « make help » lists them. On Debian 12, python3 and make are all that must be there.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-desktops test-windows check bench crash fuzz herd soak tour pictures lock static dev

# The first Python that is recent enough; « make demo PYTHON=python3.13 » chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
BIN := .venv/bin
PYTEST_ARGS ?=
# So many tests at a time; most of them wait for real programs, for which two hardly get into each other's way.
WORKERS ?= 2
FLOOR := 90

define NEED_PYTHON
@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	{ echo "Python 3.11 ou plus récent est nécessaire (paquet python3, ou https://www.python.org)."; exit 1; }
endef

help:
	@echo "make demo    montre l'agent avec un serveur de démonstration, dans un dossier isolé"
	@echo "make test    lance tous les essais et mesure ce qu'ils couvrent (PYTEST_ARGS=… pour en choisir)"
	@echo "make test-windows  essaie l'agent sur un vrai Windows privé (Wine) ; une image par étape, dans build/windows"
	@echo "make check   vérifie tout : style, types, contrats, dessins, puis les essais"
	@echo "make test-desktops  joue la souris sur XFCE, LXQt, KDE, GNOME, sans icône, Wayland (WRITE=--write : docs/desktops.md)"
	@echo "make bench   mesure le démarrage et la mémoire"
	@echo "make crash   tue l'agent mille fois pendant qu'il écrit : rien de perdu, rien d'abîmé"
	@echo "make fuzz    donne une heure de n'importe quoi à tout ce qui lit, agent compris (MINUTES=…)"
	@echo "make herd    simule 100 000 postes après une panne : ce que le serveur en voit"
	@echo "make soak    laisse vivre l'agent une heure avec un serveur changeant (MINUTES=…), et mesure ce qu'il prend"
	@echo "make tour     joue la fiche d'aide dans un vrai panneau ; une image par étape, dans build/tour"
	@echo "make pictures  reprend les images de la documentation"
	@echo "make lock    fige à nouveau les versions des bibliothèques (UPGRADE=--upgrade pour les renouveler)"

demo:
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/system_packages.py demo
	@"$(PYTHON)" tools/environment.py demo
	@$(BIN)/iea-agent demo

dev:
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/system_packages.py test
	@"$(PYTHON)" tools/environment.py dev

test: dev
	@echo "Essais…"
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest --numprocesses $(WORKERS) $(PYTEST_ARGS)
	@$(BIN)/coverage combine --quiet && rm -f .coverage.*  # what a killed process left half written
	@echo "Couverture de core/ (100 % exigés), puis du reste ($(FLOOR) % exigés) :"
	@$(BIN)/coverage report --include='src/iea_agent/core/*' --fail-under=100 --skip-covered --show-missing
	@$(BIN)/coverage report --omit='src/iea_agent/core/*' --fail-under=$(FLOOR) --skip-covered

# What it takes is installed as far as it can be; a desktop that is missing all the same is said, and is a failure.
test-desktops: dev
	-@"$(PYTHON)" tools/system_packages.py desktops
	@$(BIN)/python -m tools.desktops $(WRITE) $(PARTS)

test-windows: dev
	@"$(PYTHON)" tools/system_packages.py windows
	@$(BIN)/python -m tools.windows

static: dev
	@echo "Style…"
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/ruff check --quiet
	@echo "Types (Linux, Windows, macOS)…"
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/mypy --no-error-summary --platform win32 --cache-dir .mypy_cache/win32 src
	@$(BIN)/mypy --no-error-summary --platform darwin --cache-dir .mypy_cache/darwin src
	@echo "Contrats entre modules…"
	@$(BIN)/lint-imports --no-logo
	@echo "Diagramme, dessins et catalogue à jour…"
	@$(BIN)/python tools/state_diagram.py --check
	@$(BIN)/python tools/render_icons.py --check
	@$(BIN)/python -m tools.bad_servers --check

check: static test

bench: dev
	@$(BIN)/python -m tools.bench

crash: dev
	@$(BIN)/python -m tools.crash

fuzz: dev
	@$(BIN)/python -m tools.fuzz --minutes $(or $(MINUTES),60)

herd: dev
	@$(BIN)/python -m tools.herd

soak: dev
	@$(BIN)/python -m tools.soak --minutes $(or $(MINUTES),60)

TOUR := build/tour

tour: dev
	@$(BIN)/iea-agent demo --tour $(TOUR)

pictures: dev
	@$(BIN)/python -m tools.pictures

COMPILE_WINDOWS := uv pip compile --quiet --python-platform x86_64-pc-windows-msvc --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(UPGRADE)
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)

lock:
	@command -v uv >/dev/null || { echo "uv est nécessaire pour figer les versions."; exit 1; }
	@echo "Versions figées : requirements/*.txt"
	@$(COMPILE) pyproject.toml --extra demo --group dev -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --extra demo -c requirements/dev.txt -o requirements/demo.txt
	@$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
	@$(COMPILE_WINDOWS) requirements/demo.txt --override requirements/windows-overrides.in -o requirements/windows.txt
