"""Rollups: numbers kept beside the events, in the same transaction, so that no board ever scans tickets."""

from datetime import date

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base, CityKey


class RollupDelta(CityKey, Base):
    """An appended ±n, later folded into `rollups`: writers never wait for each other's counters."""

    __tablename__ = "rollup_deltas"
    __table_args__ = (Index(None, "city", "day"),)

    day: Mapped[date]
    unit: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(4))
    channel: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    measure: Mapped[str] = mapped_column(String(20))
    n: Mapped[int]


class Rollup(Base):
    """The folded sums. A stock (in hand) stands under the day `boards.measures.ALWAYS`."""

    __tablename__ = "rollups"

    city: Mapped[str] = mapped_column(String(6), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(String(20), primary_key=True)
    category: Mapped[str] = mapped_column(String(4), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    measure: Mapped[str] = mapped_column(String(20), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
