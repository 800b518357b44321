"""Words of alerts and outages, (Chinese, English)."""

from hotline.tickets.labels import Words

ALERT_SORTS: Words = {
    "level": ("高于往常", "Above the usual"),
    "crowd": ("短时集中", "Many at once"),
}
ALERT_STATES: Words = {
    "new": ("待处置", "New"),
    "seen": ("处置中", "Taken up"),
    "closed": ("已了结", "Closed"),
}
OUTAGE_SORTS: Words = {
    "water": ("停水", "Water outage"),
    "power": ("停电", "Power outage"),
    "gas": ("停气", "Gas outage"),
    "heat": ("停暖", "Heating outage"),
    "net": ("断网", "Network outage"),
}
