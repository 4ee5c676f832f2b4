"""Signs inside a text: the colon after a heading, the mnemonic of a label."""


def marked(label: str, letter: str) -> str:
    """Return a label with ``&`` before the first ``letter``, which Alt then reaches; ValueError if it has none."""
    place = label.index(letter)
    return f"{label[:place]}&{label[place:]}"


def heading(name: str, value: str) -> str:
    """Return « name : value »."""
    return f"{name} : {value}"
