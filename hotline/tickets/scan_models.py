"""What the virus scanner said of an attachment."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, belongs_to


class Scan(Base):
    """One attachment and the scanner (查毒); files that came while there was none have no row until they are opened."""

    __tablename__ = "scans"
    __table_args__ = (
        belongs_to("attachments", "attachment_id"),
        Index(
            "ix_scans_due", "city", "due_at", "attachment_id",
            postgresql_where=text("due_at IS NOT NULL"), sqlite_where=text("due_at IS NOT NULL"),
        ),
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(8))
    """waiting | clean | infected"""
    said: Mapped[str] = mapped_column(String(200))
    """The virus; of a file that waits, why the scanner said nothing."""
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """When the job asks; none once the scanner has spoken."""
