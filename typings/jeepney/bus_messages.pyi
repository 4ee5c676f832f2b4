from typing import ClassVar

from .low_level import Message

class DBusNameFlags:
    allow_replacement: ClassVar[int]
    replace_existing: ClassVar[int]
    do_not_queue: ClassVar[int]

class MatchRule:
    def __init__(
        self,
        *,
        type: str | None = None,
        sender: str | None = None,
        interface: str | None = None,
        member: str | None = None,
        path: str | None = None,
        path_namespace: str | None = None,
        destination: str | None = None,
        eavesdrop: bool = False,
    ) -> None: ...
    def add_arg_condition(self, argno: int, value: str, kind: str = "string") -> None: ...
    def serialise(self) -> str: ...

class DBus:
    def Hello(self) -> Message: ...
    def RequestName(self, name: str, flags: int = 0) -> Message: ...
    def ReleaseName(self, name: str) -> Message: ...
    def NameHasOwner(self, name: str) -> Message: ...
    def GetNameOwner(self, name: str) -> Message: ...
    def AddMatch(self, rule: str | MatchRule) -> Message: ...

message_bus: DBus
