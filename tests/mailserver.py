"""A real Dovecot on loopback for the tests: any name signs in with one password and has a mailbox of its own."""

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import end_with_the_tests

PASSWORD = "demo-mail-123"
START_SECONDS = 60

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
mail_fsync = never
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Mailbox:
    """One person's mailbox, filled and looked at by the test itself."""

    def __init__(self, port: int, name: str, folder: Path) -> None:
        self.port, self.name, self.folder = port, name, folder

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=60)
        try:
            client.login(self.name, PASSWORD)
            client.select("INBOX")
            yield client
        finally:
            client.logout()

    def put(self, *mails: bytes, flags: str = "") -> None:
        with self.opened() as client:
            for mail in mails:
                assert client.append("INBOX", flags, None, mail)[0] == "OK"  # type: ignore[arg-type]  # as RFC 3501

    def flags(self) -> Sequence[object]:
        with self.opened() as client:
            return client.fetch("1:*", "(FLAGS)")[1]

    def start_anew(self, *mails: bytes) -> None:
        """The folder as after a restore: another UIDVALIDITY, other UIDs."""
        shutil.rmtree(self.folder)
        self.put(*mails)
        numbers = self.folder / "dovecot-uidlist"
        numbers.write_text(re.sub(r" V(\d+)", lambda found: f" V{int(found[1]) + 7}", numbers.read_text(), count=1))
        for index in self.folder.glob("dovecot.index*"):
            index.unlink()


class MailServer:
    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder
        self._made = 0

    def mailbox(self) -> Mailbox:
        """An empty mailbox nobody has used."""
        self._made += 1
        name = f"box{self._made}"
        return Mailbox(self.port, name, self.folder / "mail" / name)

    def cut_off(self, box: Mailbox) -> None:
        """End every connection to this mailbox; there must be one."""
        program = shutil.which("doveadm") or "/usr/bin/doveadm"
        subprocess.run([program, "-c", self.folder / "dovecot.conf", "kick", box.name], check=True, capture_output=True)


@contextmanager
def server() -> Iterator[MailServer]:
    """Dovecot in the foreground, ended by its own process id."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-dovecot-"))
    folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (folder / "dovecot.conf").write_text(_config(folder, port))
    (folder / "mail").mkdir(mode=0o777)
    (folder / "mail").chmod(0o777)
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    # Its output goes nowhere: what it starts would hold the pipe open.
    running = subprocess.Popen(
        [program, "-F", "-c", str(folder / "dovecot.conf")],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=end_with_the_tests,
    )  # fmt: skip
    try:
        _wait(port, running, folder)
        yield MailServer(port, folder)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _config(folder: Path, port: int) -> str:
    """Started by root, mail belongs to nobody; started by anybody else, everything belongs to that person."""
    if os.geteuid() == 0:
        who = {
            "internal": "dovecot",
            "group": "dovecot",
            "login": "dovenull",
            "mail": "nobody",
            "mail_group": "nogroup",
        }
    else:
        me, mine = getpass.getuser(), grp.getgrgid(pwd.getpwuid(os.geteuid()).pw_gid).gr_name
        who = {"internal": me, "group": mine, "login": me, "mail": me, "mail_group": mine}
    return _CONFIG.format(folder=folder, port=port, password=PASSWORD, **who)


def _wait(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", port, timeout=2).logout()
            return
        time.sleep(0.1)
    log = folder / "log"
    raise AssertionError(f"dovecot does not answer: {log.read_text() if log.exists() else running.returncode}")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    """One Dovecot for all tests; each takes a mailbox of its own."""
    with server() as running:
        yield running
