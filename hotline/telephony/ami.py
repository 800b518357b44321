"""Asterisk's manager interface (AMI): its line text taken apart, and its channel events told as events of calls. Pure.

A call is the channel that came in through one of the contexts of the lines; Asterisk's `Linkedid` leads from every
other channel to it. Names of fields as in Asterisk 13 and later.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from hotline.telephony.rules import CallEvent, is_extension

Message = dict[str, str]
END = b"\r\n\r\n"
MOST_BYTES = 1024 * 1024
"""A longer message is no message of AMI."""
UP = "6"
RINGING = "5"
_DESK = re.compile(r"^[^/]+/(?P<desk>[^@-]+)")


class Reader:
    """Turns what arrives, cut anywhere, into messages. Raises ValueError when it can't be AMI."""

    def __init__(self) -> None:
        self._left = b""
        self._greeted = False

    def feed(self, data: bytes) -> Iterator[Message]:
        self._left += data
        if not self._greeted:
            line, found, rest = self._left.partition(b"\r\n")
            if not found and len(line) < 200:
                return
            if not line.startswith(b"Asterisk Call Manager"):
                raise ValueError("this is not an Asterisk manager interface")
            self._greeted, self._left = True, rest
        while END in self._left:
            block, _end, self._left = self._left.partition(END)
            yield _fields(block)
        if len(self._left) > MOST_BYTES:
            raise ValueError("a message of AMI without an end")


def _fields(block: bytes) -> Message:
    found: Message = {}
    for line in block.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found


def write(action: str, **fields: str) -> bytes:
    """One action; line breaks in a value would be another action."""
    lines = [f"Action: {action}", *(f"{name}: {value}" for name, value in fields.items())]
    return ("\r\n".join(re.sub(r"[\r\n]", " ", line) for line in lines) + "\r\n\r\n").encode()


def desk_of(channel: str) -> str:
    """`PJSIP/8001-0000002a` and `Local/8001@agents-01;1` are at the desk 8001; a trunk is at none."""
    found = _DESK.match(channel)
    desk = found["desk"] if found else ""
    return desk if is_extension(desk) else ""


class Tracker:
    """Knows the calls that are in, the desks that ring for them, and where their recordings will lie."""

    def __init__(self, contexts: frozenset[str], recordings: str = "") -> None:
        self._contexts, self._recordings = contexts, recordings
        self._calls: set[str] = set()
        self._rung: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._counted: set[str] = set()

    def read(self, message: Message, now: datetime) -> list[CallEvent]:
        """What this event means for a call; nothing for most."""
        at = _moment(message, now)
        name = message.get("Event", "")
        if name == "CoreShowChannelsComplete":
            return []
        teller = _TELLERS.get(name)
        return teller(self, message, at) if teller else []

    def living(self, message: Message) -> set[str] | None:
        """The ids of all calls that are in, when this message ends their counting."""
        if message.get("Event") != "CoreShowChannelsComplete":
            return None
        gone = self._calls - self._counted
        living, self._counted = self._counted, set()
        for call in gone:
            self._forget(call)
        return living

    def _call(self, message: Mapping[str, str], prefix: str = "") -> str:
        linked = message.get(f"{prefix}Linkedid", "")
        return linked if linked in self._calls else ""

    def _came_in(self, message: Message, at: datetime) -> list[CallEvent]:
        call = message.get("Uniqueid", "")
        if call != message.get("Linkedid") or message.get("Context") not in self._contexts:
            return []
        self._calls.add(call)
        return [CallEvent(call, "ringing", at, caller=_number(message), line=_known(message.get("Exten", "")))]

    def _rings(self, message: Message, at: datetime) -> list[CallEvent]:
        call, desk = self._call(message) or self._call(message, "Dest"), desk_of(message.get("DestChannel", ""))
        if not call or not desk:
            return []
        self._rung[message.get("DestUniqueid", "")] = desk
        return [CallEvent(call, "ringing", at, extension=desk)]

    def _rang(self, message: Message, at: datetime) -> list[CallEvent]:
        call, desk = self._call(message) or self._call(message, "Dest"), desk_of(message.get("DestChannel", ""))
        answered = message.get("DialStatus") == "ANSWER"
        return [CallEvent(call, "answered", at, extension=desk)] if call and desk and answered else []

    def _speaks(self, message: Message, at: datetime) -> list[CallEvent]:
        """A desk that rang is up: told again by the channel itself, in case the end of dialling was not heard."""
        call, desk = self._call(message), self._rung.get(message.get("Uniqueid", ""), "")
        up = message.get("ChannelState") == UP
        return [CallEvent(call, "answered", at, extension=desk)] if call and desk and up else []

    def _holds(self, message: Message, at: datetime) -> list[CallEvent]:
        call = self._call(message)
        kind = "held" if message.get("Event") == "Hold" else "resumed"
        return [CallEvent(call, kind, at)] if call else []

    def _sent_on(self, message: Message, at: datetime) -> list[CallEvent]:
        call = self._call(message, "Transferer") or self._call(message, "Transferee")
        to = message.get("Extension", "")
        return [CallEvent(call, "transferred", at, to=to)] if call and to and _went_well(message) else []

    def _handed_over(self, message: Message, at: datetime) -> list[CallEvent]:
        call = self._call(message, "OrigTransferer") or self._call(message, "Transferee")
        to = desk_of(message.get("TransferTargetChannel", "")) or message.get("SecondTransfererExten", "")
        return [CallEvent(call, "transferred", at, to=to)] if call and to and _went_well(message) else []

    def _is_recorded(self, message: Message, _at: datetime) -> list[CallEvent]:
        call = self._call(message)
        if call and message.get("Variable") == "MIXMONITOR_FILENAME":
            self._files[call] = message.get("Value", "").rpartition("/")[2]
        return []

    def _hangs_up(self, message: Message, at: datetime) -> list[CallEvent]:
        call = message.get("Uniqueid", "")
        self._rung.pop(call, None)
        if call not in self._calls:
            return []
        file = self._files.get(call, "")
        self._forget(call)
        told = [CallEvent(call, "ended", at)]
        if file and self._recordings:
            told.append(CallEvent(call, "recording", at, recording=self._recordings.rstrip("/") + "/" + quote(file)))
        return told

    def _is_there(self, message: Message, at: datetime) -> list[CallEvent]:
        """A channel in the list that is asked for after connecting: what went past while nobody listened."""
        call, own = message.get("Linkedid", ""), message.get("Uniqueid", "")
        if call == own and (own in self._calls or message.get("Context") in self._contexts):
            fresh = own not in self._calls
            self._calls.add(own)
            self._counted.add(own)
            return [CallEvent(own, "ringing", at, caller=_number(message))] if fresh else []
        desk = desk_of(message.get("Channel", ""))
        if call == own or not desk or message.get("ChannelState") not in {RINGING, UP}:
            return []
        self._rung[own] = desk
        kind = "answered" if message["ChannelState"] == UP else "ringing"
        self._calls.add(call)
        self._counted.add(call)
        return [CallEvent(call, kind, at, extension=desk)]

    def _forget(self, call: str) -> None:
        self._calls.discard(call)
        self._files.pop(call, None)


_TELLERS = {
    "Newchannel": Tracker._came_in,
    "DialBegin": Tracker._rings,
    "DialEnd": Tracker._rang,
    "Newstate": Tracker._speaks,
    "BridgeEnter": Tracker._speaks,
    "Hold": Tracker._holds,
    "Unhold": Tracker._holds,
    "BlindTransfer": Tracker._sent_on,
    "AttendedTransfer": Tracker._handed_over,
    "VarSet": Tracker._is_recorded,
    "Hangup": Tracker._hangs_up,
    "CoreShowChannel": Tracker._is_there,
}


def _went_well(message: Message) -> bool:
    return message.get("Result", "Success") == "Success"


def _number(message: Message) -> str:
    return _known(message.get("CallerIDNum", ""))


def _known(number: str) -> str:
    """Asterisk's words for a number it does not have are no number."""
    return "" if number.lower() in {"<unknown>", "unknown", "anonymous", "s"} else number[:40]


def _moment(message: Message, now: datetime) -> datetime:
    """The event's own time where manager.conf has `timestampevents=yes`, else the present."""
    try:
        return datetime.fromtimestamp(float(message["Timestamp"]), UTC)
    except (KeyError, ValueError, OverflowError):
        return now
