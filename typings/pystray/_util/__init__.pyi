from contextlib import AbstractContextManager

from PIL.Image import Image

def serialized_image(image: Image | None, format: str, extension: str | None = None) -> AbstractContextManager[str]: ...
