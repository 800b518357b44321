"""A real SIP call: a caller dials, the softphone rings, the screen pops, it is answered, both hang up.

`sipp` is the caller and `baresip` the telephone at the desk; nothing leaves this machine.
"""

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from hotline import clock
from hotline.telephony import softphone
from tests.browsing import Client
from tests.desks.calls.test_line import popped, sit
from tests.telephony import telling

SCENARIO = Path(__file__).parent / "sip" / "caller.xml"
CONFIG = """\
sip_listen 127.0.0.1:{sip}
module_path {modules}
module g711.so
module ausine.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
audio_source ausine,440
ausrc_srate 48000
ausrc_channels 2
"""
MODULES = "/usr/lib/baresip/modules"
WAIT = 6.0


def free_ports(kind: socket.SocketKind, count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket(socket.AF_INET, kind)) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + WAIT
    while not true() and time.monotonic() < end:
        time.sleep(0.03)
    return true()


@contextlib.contextmanager
def telephone(folder: Path) -> Iterator[tuple[socket.socket, int]]:
    """A softphone at the desk: its control connection and its SIP port."""
    sip, control = free_ports(socket.SOCK_DGRAM, 1)[0], free_ports(socket.SOCK_STREAM, 1)[0]
    (folder / "config").write_text(CONFIG.format(sip=sip, control=control, modules=MODULES))
    (folder / "accounts").write_text(f"<sip:8001@127.0.0.1:{sip}>;regint=0;answermode=manual\n")
    (folder / "contacts").touch()
    running = subprocess.Popen(
        ["baresip", "-f", str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    line: list[socket.socket] = []
    try:
        assert until(lambda: _connected(line, control)), "the softphone did not start"
        with line[0]:
            yield line[0], sip
    finally:
        running.kill()
        running.wait(60)


def _connected(line: list[socket.socket], port: int) -> bool:
    if not line:
        with contextlib.suppress(OSError):
            line.append(socket.create_connection(("127.0.0.1", port), 1))
            line[0].settimeout(None)
    return bool(line)


@contextlib.contextmanager
def fed(app: Flask, line: socket.socket) -> Iterator[None]:
    """What the softphone says goes to the desks, as `hotline calls softphone` does it."""

    def feed() -> None:
        with contextlib.suppress(OSError):
            for event in softphone.listen(line, "8001", clock.now):
                telling.told(app, event, source="softphone")

    feeding = threading.Thread(target=feed, daemon=True)
    feeding.start()
    yield
    line.shutdown(socket.SHUT_RDWR)
    feeding.join(WAIT)


@contextlib.contextmanager
def caller(sip: int) -> Iterator[subprocess.Popen[bytes]]:
    own = free_ports(socket.SOCK_DGRAM, 1)[0]
    command = ["sipp", f"127.0.0.1:{sip}", "-sf", str(SCENARIO), "-s", "8001", "-m", "1", "-i", "127.0.0.1"]
    dialling = subprocess.Popen(
        [*command, "-p", str(own), "-timeout", "6s", "-nostdin"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield dialling
    finally:
        dialling.kill()
        dialling.wait(60)


@pytest.mark.once
def test_a_real_call_rings_pops_is_answered_and_hung_up(
    app: Flask, sign_in: Callable[..., Client], tmp_path: Path
) -> None:
    operator = sign_in("operator")
    sit(operator, "8001")

    def state() -> str:
        return "".join(call.state for call in telling.calls(app))

    with telephone(tmp_path) as (line, sip), fed(app, line), caller(sip) as dialling:
        assert until(lambda: "138 0000 1234" in popped(operator))
        line.sendall(softphone.command("accept"))
        assert until(lambda: state() == "talking")
        assert until(lambda: state() == "ended")
        assert popped(operator) == ""
        assert dialling.wait(WAIT) == 0
    (call,) = telling.calls(app)
    assert call.answered_at is not None
    assert call.ended_at is not None
    assert call.rang_at <= call.answered_at < call.ended_at


@pytest.mark.once
@pytest.mark.parametrize("data", [b"x:", b"5:hello;", b"9999999999:"])
def test_what_is_no_netstring_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"netstring|invalid literal"):
        list(softphone.Netstrings().feed(data))


@pytest.mark.once
def test_netstrings_arrive_cut_anywhere() -> None:
    whole, pieces = softphone.netstring(b"one") + softphone.netstring(b"two"), softphone.Netstrings()
    assert [piece for at in range(len(whole)) for piece in pieces.feed(whole[at : at + 1])] == [b"one", b"two"]
