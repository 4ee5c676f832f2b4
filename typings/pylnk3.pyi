from typing import BinaryIO

class PathSegmentEntry:
    type: str
    full_name: str
    short_name: str

class LinkTargetIDList:
    items: list[object]

class ExtraData_EnvironmentVariableDataBlock:
    target_ansi: str
    target_unicode: str

class ExtraData:
    def __init__(self, *, blocks: list[ExtraData_EnvironmentVariableDataBlock]) -> None: ...

class Flags:
    HasExpString: bool
    HasLinkTargetIDList: bool

class Lnk:
    extra_data: ExtraData
    link_flags: Flags
    shell_item_id_list: LinkTargetIDList
    arguments: str | None
    description: str | None
    icon: str | None
    icon_index: int
    work_dir: str | None
    @property
    def path(self) -> str: ...
    def write(self, lnk: BinaryIO) -> None: ...

def parse(lnk: str | BinaryIO) -> Lnk: ...
def for_file(
    target_file: str,
    lnk_name: str | None = None,
    arguments: str | None = None,
    description: str | None = None,
    icon_file: str | None = None,
    icon_index: int = 0,
    work_dir: str | None = None,
    window_mode: str | None = None,
) -> Lnk: ...
