# One word does everything; « make help » lists them. On Debian 12, python3 and make are all that must be there.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo dev quick quick-tests check test test-contrast test-desktops test-windows test-servers test-voice static style types types-elsewhere contracts generated \
	icons docs french look hazards mutants figures bench crash fuzz herd soak tour clicks pictures lock

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
	@sed -n 's/^\([a-z-]*\):.* ## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 21

demo: ## montre l'agent avec un serveur de démonstration, dans un dossier isolé
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/system_packages.py demo
	@"$(PYTHON)" tools/environment.py demo
	@$(BIN)/iea-agent demo

dev:
	$(NEED_PYTHON)
	@"$(PYTHON)" tools/system_packages.py test
	@"$(PYTHON)" tools/environment.py dev

test: dev ## lance tous les essais et mesure ce qu'ils couvrent (PYTEST_ARGS=… pour en choisir)
	@echo "Essais…"
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest --numprocesses $(WORKERS) $(PYTEST_ARGS)
	@$(BIN)/coverage combine --quiet && rm -f .coverage.*  # what a killed process left half written
	@echo "Couverture de core/ (100 % exigés), puis du reste ($(FLOOR) % exigés) :"
	@$(BIN)/coverage report --include='src/iea_agent/core/*' --fail-under=100 --skip-covered --show-missing
	@$(BIN)/coverage report --omit='src/iea_agent/core/*' --fail-under=$(FLOOR) --skip-covered

test-contrast: dev ## regarde les pixels de chaque fenêtre, dans chacun de ses états, clair, sombre et en contraste élevé
	@IEA_EVERY_LOOK=1 $(BIN)/python -m pytest tests/ui/test_contrast.py

# What it takes is installed as far as it can be; a desktop that is missing all the same is said, and is a failure.
test-desktops: dev ## joue souris et clavier sur XFCE, LXQt, KDE, GNOME, sans icône, Wayland (WRITE=--write : docs/desktops.md)
	-@"$(PYTHON)" tools/system_packages.py desktops
	@$(BIN)/python -m tools.desktops $(WRITE) $(PARTS)

test-windows: dev ## essaie l'agent sur un vrai Windows privé (Wine) ; une image par étape, dans build/windows
	@"$(PYTHON)" tools/system_packages.py windows
	@$(BIN)/python -m tools.windows

test-servers: dev ## essaie l'agent avec quatre serveurs d'authentification que d'autres ont écrits
	@"$(PYTHON)" tools/system_packages.py servers
	@CI=true $(BIN)/python -m pytest tests/e2e/test_foreign_servers.py

test-voice: dev ## écoute chaque fenêtre avec le lecteur d'écran Orca ; ce qui a été dit, dans build/voice (STORIES=… pour en choisir)
	@"$(PYTHON)" tools/system_packages.py voice
	@$(BIN)/python -m tools.voice $(STORIES)

# Each check stands once: « quick » and « static » choose among them.
style:
	@echo "Style…"
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/ruff check --quiet

types:
	@echo "Types (Linux)…"
	@$(BIN)/mypy --no-error-summary

types-elsewhere:
	@echo "Types (Windows, macOS)…"
	@$(BIN)/mypy --no-error-summary --platform win32 --cache-dir .mypy_cache/win32 src
	@$(BIN)/mypy --no-error-summary --platform darwin --cache-dir .mypy_cache/darwin src

contracts:
	@echo "Contrats entre modules…"
	@$(BIN)/lint-imports --no-logo

generated:
	@echo "Diagramme, dessins, catalogue, français et déclaration d'accessibilité à jour…"
	@$(BIN)/python -m tools.state_diagram --check
	@$(BIN)/python -m tools.render_icons --check
	@$(BIN)/python -m tools.admx --check
	@$(BIN)/python -m tools.bad_servers --check
	@$(BIN)/python -m tools.french --check
	@$(BIN)/python -m tools.accessibility --check

static: dev style types types-elsewhere contracts generated

# tests/quick.py says which tests start no programs. mypy keeps its findings and looks again only at what changed.
quick: dev style types contracts generated quick-tests ## vérifie tout ce qui prend moins d'une minute : style, types, contrats, dessins, essais sans programmes

quick-tests:
	@echo "Essais sans programmes…"
	@$(BIN)/python -m pytest --quick --quiet --numprocesses $(WORKERS) $(PYTEST_ARGS)

check: static test ## vérifie tout : style, types, contrats, dessins, puis les essais

icons: dev ## redessine les icônes à partir de leurs sources (assets/icons)
	@$(BIN)/python -m tools.render_icons

docs: dev ## réécrit le diagramme des états, le catalogue des mauvais serveurs, la déclaration d’accessibilité, les pages de l’aide et du manuel
	@$(BIN)/python -m tools.state_diagram
	@$(BIN)/python -m tools.bad_servers
	@$(BIN)/python -m tools.accessibility
	@$(BIN)/python -m tools.help_pages
	@$(BIN)/python -m tools.manual

french: dev ## corrige les apostrophes et les espaces insécables de ce qui est affiché
	@$(BIN)/python -m tools.french --fix

look: dev ## montre chaque fenêtre dans chaque état, claire et sombre, à 100 % et 200 % (build/windows-states)
	@$(BIN)/python -m tools.look_at_windows build/windows-states

mutants: dev ## change le code de core/ et agent/ : un essai doit s'en apercevoir (ALL=--all : tout, environ une demi-heure)
	@$(BIN)/python -m tools.mutants $(ALL)

hazards: dev ## oublie chaque fois un endroit dans dix changements types : make quick doit le dire
	@$(BIN)/python -m tools.hazards

figures: dev ## compte fichiers, instructions, modules les plus longs et imports entre pièces
	@$(BIN)/python -m tools.figures

bench: dev ## mesure le démarrage et la mémoire
	@$(BIN)/python -m tools.bench

crash: dev ## tue l'agent mille fois pendant qu'il écrit : rien de perdu, rien d'abîmé
	@$(BIN)/python -m tools.crash

fuzz: dev ## donne une heure de n'importe quoi à tout ce qui lit, agent compris (MINUTES=…)
	@$(BIN)/python -m tools.fuzz --minutes $(or $(MINUTES),60)

herd: dev ## simule 100 000 postes après une panne : ce que le serveur en voit
	@$(BIN)/python -m tools.herd

soak: dev ## laisse vivre l'agent une heure avec un serveur changeant (MINUTES=…), et mesure ce qu'il prend
	@$(BIN)/python -m tools.soak --minutes $(or $(MINUTES),60)

TOUR := build/tour

tour: dev ## joue la fiche d'aide dans un vrai panneau ; une image par étape, dans build/tour
	@$(BIN)/iea-agent demo --tour $(TOUR)

clicks: dev ## compte clics, touches et fenêtres de chaque tâche de la fiche d'aide, pour docs/guide.md
	@$(BIN)/python -m tools.clicks

pictures: dev ## reprend les images de la documentation
	@$(BIN)/python -m tools.pictures

COMPILE_WINDOWS := uv pip compile --quiet --python-platform x86_64-pc-windows-msvc --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(UPGRADE)
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)

lock: ## fige à nouveau les versions des bibliothèques (UPGRADE=--upgrade pour les renouveler)
	@command -v uv >/dev/null || { echo "uv est nécessaire pour figer les versions."; exit 1; }
	@echo "Versions figées : requirements/*.txt"
	@$(COMPILE) pyproject.toml --extra demo --group dev -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --extra demo -c requirements/dev.txt -o requirements/demo.txt
	@$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
	@$(COMPILE_WINDOWS) requirements/demo.txt -o requirements/windows.txt
