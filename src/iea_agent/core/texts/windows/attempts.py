"""An attempt to authenticate, running or successful."""

KEY_STORE_ASKS = "Déverrouillez le coffre de mots de passe : une fenêtre du système vous le demande."
AUTHENTICATING = "Authentification en cours…"
AUTHENTICATION_SOON = "Une nouvelle tentative commence dans quelques secondes…"
AUTHENTICATED_BODY = "Ce poste est connecté ; Impact emploi peut être lancé."
NOT_IN_ASSISTANCE = "Aucune connexion n’est faite tant que le mode assistance est actif."
