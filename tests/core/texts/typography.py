"""The typography that French wants."""

import re

NO_BREAK = "\u00a0\u202f"
SLIPS = (
    r"\s\s|^\s|\s$",  # white space too many
    r"\s[,.)]",
    r"\.\.\.|\"",  # typewriter's signs for « … » and for guillemets
    rf"(?<![{NO_BREAK}])[;?!»]",
    rf"(?<![{NO_BREAK}]):(?!//)",
    rf"«(?![{NO_BREAK}])",
)
SLIP = re.compile("|".join(SLIPS))
