"""« Aide »: what is shown where no browser opens the guide."""

from iea_agent.core.texts.french import marked

TITLE = "L’aide n’a pas pu s’ouvrir"
CAUSE = "Aucun navigateur de ce poste n’a affiché l’aide."
WHAT_TO_DO = "Que faire : copiez l’adresse ci-dessous et ouvrez-la dans un navigateur."
TRYING = "Ouverture de l’aide…"
ADDRESS = "&Adresse de l’aide sur ce poste"
COPY = "&Copier l’adresse"
COPIED = "L’adresse est copiée."
OPEN_AGAIN = marked("Réessayer", "R")
