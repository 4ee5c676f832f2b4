"""Labels of the specification, to the letter: plain spaces and straight apostrophes."""

APPLICATION = "Impact emploi association"
CONNECTED = "Connecté au serveur de production"
ASSISTANCE = "Mode assistance : déconnecté du serveur de production"

# The menu.

MENU_STATUS = "État de la connexion"
MENU_LAUNCH = "Lancer Impact emploi"
MENU_SETTINGS = "Paramètres de connexion"
MENU_TEST = "Tester l'accès aux serveurs"
MENU_REAUTHENTICATE = "Relancer l'authentification auprès du serveur"
MENU_SUPPORT = "Demande de support technique"
MENU_ENABLE_ASSISTANCE = "Activer le mode assistance"
MENU_DISABLE_ASSISTANCE = "Désactiver le mode assistance"
MENU_WRITE_SUPPORT = "Écrire à l'assistance"
MENU_REPORT = "Rapport de diagnostic"
MENU_MAINTENANCE = "Ouvrir le centre de maintenance"
MENU_UPDATES = "Gérer les mises à jour"
MENU_HELP = "Aide"
MENU_ABOUT = "À propos de Connexion Impact emploi"
MENU_QUIT = "Quitter"

# « Paramètres de connexion ».

SETTINGS_TITLE = "Paramètres de connexion"
SETTINGS_MODE = "Mode de connexion"
SETTINGS_SECURE = "Sécurisé"
SETTINGS_AUTHENTICATION = "Adresse du serveur d'authentification"
SETTINGS_UPDATES = "Adresse du serveur de mise à jour"
SETTINGS_RESTORE = "Rétablir les adresses officielles"
SETTINGS_LICENCE = "Licence d'installation"
SETTINGS_LICENCE_NUMBER = "Numéro de licence"
SETTINGS_LICENCE_KEY = "Clé de licence"
SETTINGS_TEST = "Tester l'accès aux serveurs"
SETTINGS_SAVE = "Enregistrer"
SETTINGS_QUIT = "Quitter"
CANCEL = "Annuler"
TEST_SUCCEEDED = "Connexion aux serveurs réussie"

# The windows of a failed authentication.

REFUSED_TITLE = "Serveur d'authentification"
REFUSED = "Autorisation refusée"
LICENCE_UNKNOWN = "Licence d'installation non reconnue"
