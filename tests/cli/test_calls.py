"""`hotline calls`: the processes beside the web that listen to telephones."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from flask import Flask

from hotline import config
from hotline.cli import main
from hotline.telephony import softphone
from tests.telephony import telling
from tests.telephony.asterisk import SCRIPTS, asterisk

WAIT = 20.0


def test_the_asterisk_process_fills_the_calls_and_stops_when_told(app: Flask, settings: config.Settings) -> None:
    with asterisk((SCRIPTS / "calls.txt").read_text(encoding="utf-8")) as other:
        environment = {
            **os.environ, "HOTLINE_AMI_URL": other.url, "HOTLINE_DATABASE_URL": settings.database_url,
            "HOTLINE_SEAL_KEY": ",".join(settings.seal_keys), "HOTLINE_DEBUG": "1",
            "HOTLINE_NOW": "2026-11-20T10:10:00+08:00",
        }  # fmt: skip
        running = subprocess.Popen(
            [sys.executable, "-m", "hotline.cli", "calls", "ami"], env=environment, stderr=subprocess.PIPE
        )
        try:
            end = time.monotonic() + WAIT
            while len(telling.calls(app)) < 2 and time.monotonic() < end:
                time.sleep(0.1)
        finally:
            running.send_signal(signal.SIGTERM)
            _out, said = running.communicate(timeout=60)
    assert sorted((call.state, call.extension) for call in telling.calls(app)) == [("ended", "8003"), ("missed", "")]
    assert running.returncode == 0
    assert b"secret" not in said


def test_an_asterisk_without_an_address_is_named(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["calls", "ami"])
    assert ended.value.code == 1
    assert "HOTLINE_AMI_URL" in capsys.readouterr().err


def test_a_softphone_is_listened_to_until_it_goes(app: Flask) -> None:
    told = [
        {"event": True, "type": "CALL_INCOMING", "direction": "incoming", "id": "x", "peeruri": "sip:13800001234@host"},
        {"event": True, "type": "CALL_INCOMING", "direction": "outgoing", "id": "y", "peeruri": "sip:110@host"},
        {"event": True, "type": "CALL_CLOSED", "direction": "incoming", "id": "x", "peeruri": "sip:13800001234@host"},
    ]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            line, _address = server.accept()
            with line:
                line.sendall(b"".join(softphone.netstring(json.dumps(one).encode()) for one in told))

        speaking = threading.Thread(target=speak, daemon=True)
        speaking.start()
        port = str(server.getsockname()[1])
        main.main(["calls", "softphone", "--extension", "8001", "--port", port], standalone_mode=False)
        speaking.join(30)
    assert [(call.phone, call.state) for call in telling.calls(app)] == [("+8613800001234", "missed")]


def test_a_softphone_that_is_not_there_is_named(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["calls", "softphone", "--extension", "8001", "--port", "1"])
    assert ended.value.code == 1
    assert "127.0.0.1:1" in capsys.readouterr().err
