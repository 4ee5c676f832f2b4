from typing import Any

NSData: Any
NSNotificationCenter: Any
