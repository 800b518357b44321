"""The words of a visit: why a citizen is not content."""

from hotline.tickets.labels import Words

REASONS: Words = {
    "no_contact": ("未联系", "Nobody got in touch"),
    "no_show": ("未到场", "Nobody came"),
    "off_point": ("答非所问", "Beside the point"),
    "policy": ("政策所限", "Policy stands in the way"),
    "slow": ("办得太慢", "Too slow"),
    "other": ("其他", "Other"),
}
