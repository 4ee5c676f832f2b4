"""The sentences of a second start in another login session of the same user."""

OTHER_SESSION = "La connexion d’Impact emploi est déjà suivie dans une autre session ouverte à votre nom."
CONTINUE_HERE = "Continuer &ici"
CONTINUE_HERE_MEANS = (
    "« Continuer ici » déplace l’icône dans cette session et ferme les fenêtres de l’autre. Si Impact emploi y est "
    "ouvert, il y reste."
)
UNSAVED_TITLE = "Modifications non enregistrées"
UNSAVED_THERE = "Les modifications d’une fenêtre de l’autre session seront perdues."
