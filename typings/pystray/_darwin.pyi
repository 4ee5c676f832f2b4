from . import _base

class Icon(_base.Icon):
    def _assert_image(self) -> None: ...
