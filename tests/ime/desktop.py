"""A desktop nobody sees: a screen, Fcitx 5 with pinyin, a Chromium with a window, and fingers on the keyboard."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.browser.city import CHROMIUM

START_SECONDS = 60
PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin
[Groups/0/Items/0]
Name=keyboard-us
Layout=
[Groups/0/Items/1]
Name=pinyin
Layout=
[GroupOrder]
0=Default
"""
BEHAVIOUR = """[Behavior]
ActiveByDefault=True
ShareInputState=All
ShowInputMethodInformation=False
"""
PREFERENCES = '{"credentials_enable_service": false, "profile": {"password_manager_enabled": false}}'
WINDOW = (
    "--no-sandbox", "--disable-gpu", "--gtk-version=3", "--ozone-platform=x11", "--no-first-run",
    "--no-default-browser-check", "--password-store=basic", "--window-size=1480,960", "--window-position=0,0",
    "--remote-debugging-port=0", "about:blank",
)  # fmt: skip


class Fingers:
    """Keys as a person presses them: the X server, the input method and the browser pass them on as always."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def press(self, *chords: str) -> None:
        """Names of X11: Return, space, ctrl+k, alt+n, 1, j."""
        for chord in chords:
            self._run("xdotool", "key", chord)
            time.sleep(0.08)

    def type(self, letters: str) -> None:
        """Latin letters, which the input method makes a word of."""
        self.press(*letters)

    def chinese(self) -> None:
        """Switch the input method on, whatever the last test left."""
        self._run("fcitx5-remote", "-o")

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self.environment, check=True, timeout=20, capture_output=True)


@contextlib.contextmanager
def desktop(home: Path) -> Iterator[tuple[Fingers, str]]:
    """Fingers, and the address at which the window's pages can be looked at. What it writes stays in `home`."""
    (home / ".config/fcitx5").mkdir(parents=True)
    (home / ".config/fcitx5/profile").write_text(PROFILE)
    (home / ".config/fcitx5/config").write_text(BEHAVIOUR)
    (home / "browser/Default").mkdir(parents=True)
    (home / "browser/Default/Preferences").write_text(PREFERENCES)
    (home / "run").mkdir(mode=0o700)
    environment = os.environ | {
        "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "XDG_RUNTIME_DIR": str(home / "run"),
        "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "GTK_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx",
    }  # fmt: skip
    with contextlib.ExitStack() as running, (home / "log").open("wb") as log:

        def start(*command: str) -> None:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, pass_fds=(written,))
            running.callback(_stop, process)

        read, written = os.pipe()
        start("Xvfb", "-displayfd", str(written), "-screen", "0", "1500x1000x24", "-nolisten", "tcp")
        environment["DISPLAY"] = f":{_line(read)}"
        start("dbus-daemon", "--session", "--nofork", f"--print-address={written}")
        environment["DBUS_SESSION_BUS_ADDRESS"] = _line(read)
        os.close(read)
        start("openbox")
        start("fcitx5", "-D")
        _until(lambda: _answers("fcitx5-remote", environment), home / "log")
        start(CHROMIUM, *WINDOW, f"--user-data-dir={home / 'browser'}")
        os.close(written)
        port = home / "browser/DevToolsActivePort"
        _until(lambda: port.exists() and len(port.read_text().split()) > 1, home / "log")
        yield Fingers(environment), f"http://127.0.0.1:{port.read_text().split()[0]}"


def _line(pipe: int) -> str:
    """What a program says of itself once it is ready: one line."""
    said = b""
    while not said.endswith(b"\n"):
        said += os.read(pipe, 1)
    return said.decode().strip()


def _answers(command: str, environment: dict[str, str]) -> bool:
    return subprocess.run([command], env=environment, capture_output=True, check=False).stdout.strip() in {b"1", b"2"}


def _until(there: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not there():
        if time.monotonic() > end:
            raise RuntimeError(f"the desktop did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
