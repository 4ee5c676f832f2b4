from typing import Any

NSApplicationActivationPolicyAccessory: int
NSMenuDidBeginTrackingNotification: str
NSMenuDidEndTrackingNotification: str
NSBitmapImageRep: Any
NSImage: Any
