"""Reviews and feedback in the state store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from assistant.state.receipt_rows import as_utc, find_receipts, stored
from assistant.state.receipts import KeptReceipt
from assistant.state.reviews import ARRIVING, Feedback, Review, ReviewKind, ReviewState
from assistant.state.tables import feedback, review_receipts, reviews

LATEST = 5
"""Receipts that are shown of one review."""


def file_review(
    connection: Connection, receipt: KeptReceipt, key: str, kind: ReviewKind, comment: str, at: datetime
) -> int:
    """Put a receipt before the reviewers: with the entry of its kind that is open, else as a new one.

    What arrives by itself after its like was dismissed stays dismissed; a complaint opens it anew.
    """
    found = _entry(connection, key, kind)
    if found is None:
        return _new(connection, receipt, key, kind, comment, at)
    values: dict[str, Any] = {}
    if kind not in ARRIVING and found.kind in ARRIVING:
        values["kind"] = kind
    if comment:
        values["comment"] = comment
    if _linked(connection, found.id, receipt, at):
        values |= {"receipt": receipt.id, "latest": stored(at), "times": reviews.c.times + 1}
    if values:
        connection.execute(update(reviews).where(reviews.c.id == found.id).values(values))
    return int(found.id)


def list_reviews(
    connection: Connection, state: ReviewState | None, kinds: Sequence[ReviewKind], most: int
) -> tuple[Review, ...]:
    """Each with its latest receipt; what was asked most often comes first."""
    query = select(reviews).order_by(reviews.c.times.desc(), reviews.c.latest.desc(), reviews.c.id.desc())
    if state is not None:
        query = query.where(reviews.c.state == state)
    if kinds:
        query = query.where(reviews.c.kind.in_(kinds))
    rows = connection.execute(query.limit(most)).all()
    kept = find_receipts(connection, [row.receipt for row in rows])
    return tuple(_review(row, tuple(kept[x] for x in (row.receipt,) if x in kept)) for row in rows)


def find_review(connection: Connection, number: int) -> Review | None:
    """One with its latest receipts and what people said about them."""
    row = connection.execute(select(reviews).where(reviews.c.id == number)).first()
    if row is None:
        return None
    links = select(review_receipts.c.receipt).where(review_receipts.c.review == number)
    latest = connection.execute(links.order_by(review_receipts.c.at.desc()).limit(LATEST)).scalars().all()
    kept = find_receipts(connection, latest)
    return _review(row, tuple(kept[x] for x in latest if x in kept), _said(connection, number))


def decide_review(
    connection: Connection, number: int, state: ReviewState, reviewer: str, resolution: str, at: datetime
) -> bool:
    """Whether it was open until now."""
    values = {"state": state, "reviewer": reviewer, "resolution": resolution, "decided": stored(at)}
    still = (reviews.c.id == number) & (reviews.c.state == "open")
    return connection.execute(update(reviews).where(still).values(values)).rowcount == 1


def put_feedback(connection: Connection, said: Feedback) -> None:
    """The latest word of an actor about a receipt counts; a comment stays until another one is given."""
    mine = (feedback.c.receipt == said.receipt) & (feedback.c.actor == said.actor)
    values: dict[str, Any] = {"verdict": said.verdict, "at": stored(said.at)}
    if said.comment:
        values["comment"] = said.comment
    if connection.execute(update(feedback).where(mine).values(values)).rowcount == 0:
        fixed = {"receipt": said.receipt, "actor": said.actor, "comment": said.comment}
        connection.execute(feedback.insert().values(values | fixed))


def _entry(connection: Connection, key: str, kind: ReviewKind) -> Any:
    alike = select(reviews.c.id, reviews.c.kind, reviews.c.state).where(reviews.c.key == key)
    found = connection.execute(alike.where(reviews.c.state == "open").with_for_update()).first()
    if found is None and kind in ARRIVING:
        last = connection.execute(alike.order_by(reviews.c.id.desc()).limit(1)).first()
        return last if last is not None and last.state == "dismissed" else None
    return found


def _new(
    connection: Connection, receipt: KeptReceipt, key: str, kind: ReviewKind, comment: str, at: datetime
) -> int:
    made = reviews.insert().values(
        key=key,
        kind=kind,
        state="open",
        receipt=receipt.id,
        question=receipt.question,
        comment=comment,
        actor=receipt.actor,
        created=stored(at),
        latest=stored(at),
        times=1,
    )
    number = int(connection.execute(made.returning(reviews.c.id)).scalar_one())
    _linked(connection, number, receipt, at)
    return number


def _linked(connection: Connection, number: int, receipt: KeptReceipt, at: datetime) -> bool:
    """Whether the receipt is new to the review."""
    values = {"review": number, "receipt": receipt.id}
    there = select(review_receipts.c.review).filter_by(**values)
    if connection.execute(there).first() is not None:
        return False
    connection.execute(review_receipts.insert().values(values | {"at": stored(at)}))
    return True


def _said(connection: Connection, number: int) -> tuple[Feedback, ...]:
    mine = review_receipts.c.receipt == feedback.c.receipt
    query = select(feedback).join(review_receipts, mine).where(review_receipts.c.review == number)
    rows = connection.execute(query.order_by(feedback.c.at.desc()))
    return tuple(
        Feedback(row.receipt, row.actor, row.verdict, row.comment, as_utc(row.at))
        for row in rows
        if row.comment or row.verdict == "down"
    )


def _review(row: Row[Any], receipts: tuple[KeptReceipt, ...], said: tuple[Feedback, ...] = ()) -> Review:
    return Review(
        id=row.id,
        kind=row.kind,
        state=row.state,
        question=row.question,
        comment=row.comment,
        actor=row.actor,
        created=as_utc(row.created),
        latest=as_utc(row.latest),
        count=row.times,
        reviewer=row.reviewer,
        decided=as_utc(row.decided) if row.decided else None,
        resolution=row.resolution,
        receipts=receipts,
        feedback=said,
    )
