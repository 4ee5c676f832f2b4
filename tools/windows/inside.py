"""Runs in the private Windows, and tells what only a program of Windows can see; a line of JSON in, a line out.

Each request is ``{"do": NAME, …}``; the answer is ``{"ok": …}`` or ``{"error": "…"}``.
"""

import ctypes
import json
import os
import sys
from collections.abc import Callable, Iterator
from ctypes import wintypes
from typing import Any

assert sys.platform == "win32", "for Windows only"

WM_CLOSE, WM_GETTEXT, WM_QUERYENDSESSION, WM_ENDSESSION = 0x0010, 0x000D, 0x0011, 0x0016
SMTO_ABORTIFHUNG = 0x0002
TH32CS_SNAPPROCESS = 0x0002
PROCESS_TERMINATE, PROCESS_QUERY, SYNCHRONIZE = 0x0001, 0x0400, 0x00100000
STILL_ACTIVE = 259
CRED_TYPE_GENERIC = 1
ANSWER_MS = 10_000
HWND_BROADCAST = 0xFFFF
HWND_TOPMOST = -1
SWP_NOSIZE, SWP_NOACTIVATE = 0x0001, 0x0010
NIN_BALLOONUSERCLICK = 0x0405
SCREEN_CHANGES = (0x007E, 0x001A, 0x02E0)
"""WM_DISPLAYCHANGE, WM_SETTINGCHANGE, WM_DPICHANGED."""
GMEM_MOVEABLE, CF_UNICODETEXT = 0x0002, 13
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
PER_MONITOR_AWARE = 2
TRAY_CLASS = "SystemTrayIcon"
"""How pystray calls its windows, after the name of the icon and a number."""

FILE_ATTRIBUTE_READONLY = 0x0001

_held: dict[str, int] = {}
"""The handles of the files that are held, by path."""
_user = ctypes.WinDLL("user32", use_last_error=True)
_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_vault = ctypes.WinDLL("advapi32", use_last_error=True)
_EnumProc = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
_user.GetForegroundWindow.restype = wintypes.HWND
_user.SendMessageTimeoutW.argtypes = (
    wintypes.HWND,
    wintypes.UINT,
    wintypes.WPARAM,
    wintypes.LPARAM,
    wintypes.UINT,
    wintypes.UINT,
    ctypes.POINTER(ctypes.c_size_t),
)
_kernel.OpenProcess.restype = _kernel.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
_kernel.TerminateProcess.argtypes = (wintypes.HANDLE, wintypes.UINT)
_kernel.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
_kernel.CloseHandle.argtypes = (wintypes.HANDLE,)


class _ProcessEntry(ctypes.Structure):
    """PROCESSENTRY32W."""

    _fields_ = (
        ("size", wintypes.DWORD),
        ("usage", wintypes.DWORD),
        ("pid", wintypes.DWORD),
        ("heap", ctypes.c_size_t),
        ("module", wintypes.DWORD),
        ("threads", wintypes.DWORD),
        ("parent", wintypes.DWORD),
        ("priority", wintypes.LONG),
        ("flags", wintypes.DWORD),
        ("name", wintypes.WCHAR * 260),
    )


class _Credential(ctypes.Structure):
    """CREDENTIALW."""

    _fields_ = (
        ("flags", wintypes.DWORD),
        ("type", wintypes.DWORD),
        ("target", wintypes.LPWSTR),
        ("comment", wintypes.LPWSTR),
        ("written", wintypes.FILETIME),
        ("size", wintypes.DWORD),
        ("blob", ctypes.POINTER(ctypes.c_char)),
        ("persist", wintypes.DWORD),
        ("attribute_count", wintypes.DWORD),
        ("attributes", ctypes.c_void_p),
        ("alias", wintypes.LPWSTR),
        ("user", wintypes.LPWSTR),
    )


def windows() -> list[dict[str, Any]]:
    """Return all windows of the desktop that are no part of another, from the front to the back."""
    front = _user.GetForegroundWindow()
    found = []

    def note(handle: int, _: int) -> bool:
        found.append({**_window(handle), "front": handle == front})
        return True

    _user.EnumWindows(_EnumProc(note), 0)
    return found


def tips() -> list[str]:
    """Return the words of the tool tips and notifications that are shown."""
    shown = [each for each in windows() if each["visible"] and each["class"] == "tooltips_class32"]
    return [_text_sent(each["handle"]) for each in shown]


def close_window(handle: int) -> bool:
    """Close a window as its frame does."""
    return bool(_user.PostMessageW(wintypes.HWND(handle), WM_CLOSE, 0, 0))


def processes() -> list[dict[str, Any]]:
    """Return all processes."""
    snapshot = _kernel.CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0)
    entry = _ProcessEntry(size=ctypes.sizeof(_ProcessEntry))
    found = []
    more = _kernel.Process32FirstW(wintypes.HANDLE(snapshot), ctypes.byref(entry))
    while more:
        found.append({"pid": entry.pid, "parent": entry.parent, "name": entry.name})
        more = _kernel.Process32NextW(wintypes.HANDLE(snapshot), ctypes.byref(entry))
    _kernel.CloseHandle(snapshot)
    return found


def kill(pid: int) -> bool:
    """Kill a process as a crash would."""
    handle = _kernel.OpenProcess(PROCESS_TERMINATE, False, pid)  # noqa: FBT003 (its own order)
    done = bool(_kernel.TerminateProcess(handle, 1))
    _kernel.CloseHandle(handle)
    return done


def end_session(pid: int, *, ends: bool) -> list[dict[str, Any]]:
    """Ask a process's windows whether the session may end, and tell them whether it does; as Windows does.

    Returns the answer of each window to the question.
    """
    asked = []
    for window in [each for each in windows() if each["pid"] == pid]:
        answer = _send(window["handle"], WM_QUERYENDSESSION, 0)
        asked.append({"title": window["title"], "class": window["class"], "answer": answer})
    for window in [each for each in windows() if each["pid"] == pid]:
        _send(window["handle"], WM_ENDSESSION, int(ends))
    return asked


def sees_real_pixels(pid: int) -> bool:
    """Tell whether a process draws its windows for the density of each monitor (DPI_AWARENESS_PER_MONITOR_AWARE)."""
    _user.GetWindowDpiAwarenessContext.restype = ctypes.c_void_p
    contexts = [
        _user.GetWindowDpiAwarenessContext(wintypes.HWND(each["handle"]))
        for each in windows()
        if each["pid"] == pid and each["class"].endswith(TRAY_CLASS)
    ]
    return bool(contexts) and all(
        _user.GetAwarenessFromDpiAwarenessContext(ctypes.c_void_p(context)) == PER_MONITOR_AWARE for context in contexts
    )


def lose_icon(pid: int) -> int:
    """Have the taskbar forget the icon of a process; return how many it had."""
    from pystray._util import win32

    lost = 0
    for each in windows():
        if each["pid"] == pid and each["class"].endswith(TRAY_CLASS):
            number = "".join(filter(str.isdecimal, each["class"]))  # pystray writes it there
            data = win32.NOTIFYICONDATAW(
                cbSize=ctypes.sizeof(win32.NOTIFYICONDATAW), hWnd=each["handle"], hID=int(number)
            )
            lost += bool(win32.Shell_NotifyIcon(win32.NIM_DELETE, data))
    return lost


def click_notification(pid: int) -> int:
    """Tell the windows of a process's icon that its notification was clicked, as the taskbar does; return how many.

    The click itself is the taskbar's, and no part of what is tried. Only one of those windows listens.
    """
    from pystray._util import win32

    told = 0
    for each in windows():
        if each["pid"] == pid and each["class"].endswith(TRAY_CLASS):
            number = int("".join(filter(str.isdecimal, each["class"])))
            icon = wintypes.WPARAM(number & 0xFFFFFFFF)  # what Windows keeps of it
            told += bool(_user.PostMessageW(wintypes.HWND(each["handle"]), win32.WM_NOTIFY, icon, NIN_BALLOONUSERCLICK))
    return told


def place_tray(right: int, lower: int) -> bool:
    """Put the notification area into the corner of the screen that ends there, in front of all other windows."""
    tray = wintypes.HWND(_user.FindWindowW("Shell_TrayWnd", None))
    box, inner, corner = wintypes.RECT(), wintypes.RECT(), wintypes.POINT()
    _user.GetWindowRect(tray, ctypes.byref(box))
    _user.GetClientRect(tray, ctypes.byref(inner))
    corner.x, corner.y = inner.right, inner.bottom
    _user.ClientToScreen(tray, ctypes.byref(corner))
    place = box.left + right - corner.x, box.top + lower - corner.y
    return bool(_user.SetWindowPos(tray, wintypes.HWND(HWND_TOPMOST), *place, 0, 0, SWP_NOSIZE | SWP_NOACTIVATE))


def announce_taskbar() -> bool:
    """Tell all windows that there is a new taskbar, as the shell of Windows does when it starts again."""
    message = _user.RegisterWindowMessageW("TaskbarCreated")
    return bool(_user.PostMessageW(wintypes.HWND(HWND_BROADCAST), message, 0, 0))


def change_screen() -> bool:
    """Tell all windows that the screen has changed, as after a change of resolution, or a remote session."""
    sent = [_user.PostMessageW(wintypes.HWND(HWND_BROADCAST), message, 0, 0) for message in SCREEN_CHANGES]
    return all(sent)


def temporary_folder() -> str:
    """Return where programs put their temporary files."""
    return os.environ["TEMP"]


def take_pipe(address: str) -> bool:
    """Create the first pipe of a name, and keep it; return whether the name was free."""
    import _winapi

    mode = _winapi.PIPE_TYPE_MESSAGE | _winapi.PIPE_READMODE_MESSAGE | _winapi.PIPE_WAIT
    opened = _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_FIRST_PIPE_INSTANCE
    try:
        _winapi.CreateNamedPipe(address, opened, mode, _winapi.PIPE_UNLIMITED_INSTANCES, 512, 512, 0, _winapi.NULL)
    except PermissionError:
        return False
    return True


def hold(path: str) -> bool:
    """Open a file as a backup does that lets nobody else open it, until ``let_go``."""
    import _winapi

    handle = _winapi.CreateFile(path, _winapi.GENERIC_READ, 0, _winapi.NULL, _winapi.OPEN_EXISTING, 0, _winapi.NULL)
    _held[path] = handle
    return True


def let_go(path: str) -> bool:
    """Close what ``hold`` opened."""
    return bool(_kernel.CloseHandle(_held.pop(path)))


def make_read_only(path: str) -> bool:
    """Set the attribute of a file that protects it from being changed and removed."""
    return bool(_kernel.SetFileAttributesW(path, FILE_ATTRIBUTE_READONLY))


def copy(text: str) -> bool:
    """Put a text on the clipboard."""
    octets = text.encode("utf-16-le") + b"\0\0"
    _kernel.GlobalAlloc.restype = _kernel.GlobalLock.restype = ctypes.c_void_p
    memory = ctypes.c_void_p(_kernel.GlobalAlloc(GMEM_MOVEABLE, ctypes.c_size_t(len(octets))))
    ctypes.memmove(_kernel.GlobalLock(memory), octets, len(octets))
    _kernel.GlobalUnlock(memory)
    if not _user.OpenClipboard(None):
        return False
    _user.EmptyClipboard()
    done = bool(_user.SetClipboardData(CF_UNICODETEXT, memory))
    _user.CloseClipboard()
    return done


def run_entry(name: str) -> str | None:
    """Return what is started when the user logs in, by its name in the registry."""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            return str(winreg.QueryValueEx(key, name)[0])
    except OSError:
        return None


def credential(target: str) -> dict[str, Any] | None:
    """Return what the vault keeps under a name."""
    found = ctypes.POINTER(_Credential)()
    if not _vault.CredReadW(target, CRED_TYPE_GENERIC, 0, ctypes.byref(found)):
        return None
    entry = found.contents
    secret = ctypes.string_at(entry.blob, entry.size)
    told = {"user": entry.user, "secret": secret.decode("utf-16-le"), "persist": entry.persist}
    _vault.CredFree(found)
    return told


def forget(target: str) -> bool:
    """Remove what the vault keeps under a name."""
    return bool(_vault.CredDeleteW(target, CRED_TYPE_GENERIC, 0))


def _window(handle: int) -> dict[str, Any]:
    title, kind = ctypes.create_unicode_buffer(512), ctypes.create_unicode_buffer(256)
    _user.GetWindowTextW(wintypes.HWND(handle), title, len(title))
    _user.GetClassNameW(wintypes.HWND(handle), kind, len(kind))
    box, pid = wintypes.RECT(), wintypes.DWORD()
    _user.GetWindowRect(wintypes.HWND(handle), ctypes.byref(box))
    _user.GetWindowThreadProcessId(wintypes.HWND(handle), ctypes.byref(pid))
    return {
        "handle": handle,
        "title": title.value,
        "class": kind.value,
        "pid": pid.value,
        "box": [box.left, box.top, box.right, box.bottom],
        "visible": bool(_user.IsWindowVisible(wintypes.HWND(handle))),
    }


def _text_sent(handle: int) -> str:
    """Ask a window of another process for its words: for tool tips, which have no title."""
    words = ctypes.create_unicode_buffer(512)
    _user.SendMessageW(wintypes.HWND(handle), WM_GETTEXT, len(words), words)
    return words.value


def _send(handle: int, message: int, wparam: int) -> int | None:
    """Send a message; ``None`` if the window does not answer in time."""
    answer = ctypes.c_size_t()
    sent = _user.SendMessageTimeoutW(handle, message, wparam, 0, SMTO_ABORTIFHUNG, ANSWER_MS, ctypes.byref(answer))
    return answer.value if sent else None


_DOES: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        windows,
        tips,
        close_window,
        processes,
        kill,
        end_session,
        sees_real_pixels,
        lose_icon,
        click_notification,
        place_tray,
        announce_taskbar,
        change_screen,
        temporary_folder,
        take_pipe,
        hold,
        let_go,
        make_read_only,
        copy,
        run_entry,
        credential,
        forget,
    )
}


def _requests() -> Iterator[dict[str, Any]]:
    for line in sys.stdin.buffer:
        yield json.loads(line)


def main() -> None:
    """Answer until standard input closes; Wine shows its desktop once a program asks for it."""
    _user.GetDesktopWindow()
    for request in _requests():
        try:
            answer = {"ok": _DOES[request.pop("do")](**request)}
        except Exception as error:  # noqa: BLE001 (the client gets it as an answer)
            answer = {"error": repr(error)}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
