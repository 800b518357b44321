"""What is typed and not sent yet: one row a writer and a form, sealed like every text about a citizen."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey
from hotline.privacy.sealing import Sealed


class Draft(CityKey, Base):
    """The fields of one form as they stood when its writer paused."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("city", "owner_id", "place"), Index(None, "city", "at"))

    owner_id: Mapped[int]
    """The user; 0 for a citizen, who keeps the key of her draft herself."""
    place: Mapped[str] = mapped_column(String(120))
    """The path of the form; of a citizen's draft the keyed hash of its key."""
    fields: Mapped[str] = mapped_column(Sealed)
    """JSON: [[name, value], …] in the order of the form."""
    at: Mapped[datetime]
