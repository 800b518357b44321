"""How long a ringing call takes to stand on the operator's screen: from the telephone system's event to its sight.

`python -m bench.pops` starts a demo city and a Chromium, rings forty times and prints median, p95 and longest.
`python -m bench.pops 75` lets the city gather its issues for so many seconds first, as one does that runs already.
"""

import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from hotline.channels import signed
from tests.browser.city import CHROMIUM, City, People, demo_city

RINGS = 40
DESK = "8003"
WATCH = """() => {
  const region = document.getElementById('line-pop');
  const look = () => {
    const seen = region.querySelector('.pop-card')?.checkVisibility();
    if (!seen) window.seen = 0;
    else if (!window.seen) requestAnimationFrame(() => { window.seen = Date.now(); });
  };
  window.seen = 0;
  new MutationObserver(look).observe(region, { childList: true, subtree: true });
}"""
"""`window.seen`: the moment at which a frame with the pop in it was drawn, in ms; 0 while none is there."""


def main(settle: float) -> None:
    with tempfile.TemporaryDirectory() as folder, demo_city(Path(folder)) as city, sync_playwright() as playwright:
        time.sleep(settle)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        people = People(browser, city)
        operator = people.role("operator")
        operator.open("/staff/preferences")
        operator.submit("main form[action='/staff/calls/seat']", extension=DESK)
        operator.open("/staff/calls/new")
        operator.page.evaluate(WATCH)
        taken = sorted(_ring(city, operator.page, place) for place in range(RINGS))
        people.close()
        browser.close()
    p95 = taken[-(-95 * RINGS // 100) - 1]
    print(
        f"{RINGS} calls: median {statistics.median(taken):.2f} s, p95 {p95:.2f} s, longest {taken[-1]:.2f} s;", end=" "
    )
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def _ring(city: City, page: Page, place: int) -> float:
    """Seconds from the moment the event is sent, at any time between two questions of the page."""
    time.sleep(random.uniform(0.2, 1.2))
    begun = time.time()
    _tell(city, "ringing", place, caller="138 0000 1234", line="12345", extension=DESK)
    _until(lambda: page.evaluate("window.seen") > 0)
    seen = float(page.evaluate("window.seen")) / 1000
    _tell(city, "ended", place)
    _until(lambda: page.evaluate("window.seen") == 0)
    return seen - begun


def _tell(city: City, kind: str, place: int, **facts: str) -> None:
    body = json.dumps({"event": kind, "call": f"pop {place}", "at": time.time(), **facts}).encode()
    stamp = str(int(time.time()))
    sign = signed.signature(city.environment["HOTLINE_CALLS_SECRET"], stamp, body)
    headers = {"X-Hotline-Timestamp": stamp, "X-Hotline-Signature": sign, "Content-Type": "application/json"}
    line = http.client.HTTPConnection(urlsplit(city.url).netloc, timeout=60)
    line.request("POST", "/channels/calls/events", body, headers)
    if line.getresponse().status != 200:
        raise RuntimeError("the event was not taken")
    line.close()


def _until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        if time.monotonic() > end:
            raise RuntimeError("the pop did not change within a minute")
        time.sleep(0.05)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0)
