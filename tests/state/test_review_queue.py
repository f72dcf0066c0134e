"""What comes before the reviewers, as how many entries, and who may say and see what."""

from __future__ import annotations

import json

import pytest

from assistant.errors import NotAllowed, UsageError
from assistant.question import Actor, Turn
from assistant.state.records import Records
from assistant.state.review_queue import ReviewQueue
from assistant.state.reviews import NOTHING_TO_LEARN
from tests.state.conftest import answered, asked, asked_back, record, refused


def queue_of(records: Records, actor: str) -> ReviewQueue:
    return ReviewQueue(records, Actor(actor), may_review=False)


def test_what_was_not_answered_arrives_by_itself(records: Records, reviewer: ReviewQueue) -> None:
    for number, outcome in (("a", answered), ("b", refused), ("c", asked_back)):
        question = asked(f"question {number}")
        record(records, question, outcome(question, number))
    assert {(item.kind, item.question, item.count) for item in reviewer.list()} == {
        ("refused", "question b", 1),
        ("unclear", "question c", 1),
    }


@pytest.mark.parametrize("code", sorted(NOTHING_TO_LEARN))
def test_refusals_that_are_right_do_not(records: Records, reviewer: ReviewQueue, code: str) -> None:
    question = asked("DROP TABLE leads")
    record(records, question, refused(question, "a", code))
    assert reviewer.list("all") == ()
    assert queue_of(records, "ann").report("a", "but I need it") == 1


def test_the_same_question_is_one_entry(records: Records, reviewer: ReviewQueue) -> None:
    before = Turn("revenue", "answer", "en")
    for number, (text, actor) in enumerate((("Llamas?", "ann"), ("llamas", "bob"), (" LLAMAS。", "ann"))):
        question = asked(text.strip(), actor, (before,) * number)
        record(records, question, refused(question, f"r{number}"))
    question = asked("llamas")
    record(records, question, refused(question, "other", "planned_metric"))
    first, second = reviewer.list()
    assert (first.count, first.actor, first.question) == (3, "ann", "Llamas?")
    assert [item.id for item in first.receipts] == ["r2"]
    assert second.count == 1
    found = reviewer.get(first.id)
    assert [(item.id, item.actor, len(item.turns)) for item in found.receipts] == [
        ("r2", "ann", 2),
        ("r1", "bob", 1),
        ("r0", "ann", 0),
    ]
    json.dumps(found.to_dict())


def test_a_thumbs_down_opens_a_review_and_a_thumbs_up_does_not(
    records: Records, reviewer: ReviewQueue
) -> None:
    for number, actor in (("a", "ann"), ("b", "bob")):
        question = asked("revenue", actor)
        record(records, question, answered(question, number))
    assert queue_of(records, "ann").feedback("a", "up") is None
    assert reviewer.list("all") == ()
    assert queue_of(records, "ann").feedback("a", "down") == 1
    assert queue_of(records, "ann").feedback("a", "down", " too low ") == 1
    assert queue_of(records, "ann").feedback("a", "down") == 1
    assert queue_of(records, "bob").feedback("b", "down", "wrong month") == 1
    (review,) = reviewer.list()
    assert (review.kind, review.count, review.comment) == ("thumbs_down", 2, "wrong month")
    said = [(item.actor, item.verdict, item.comment) for item in reviewer.get(1).feedback]
    assert said == [("bob", "down", "wrong month"), ("ann", "down", "too low")]


def test_a_complaint_about_what_is_open_joins_it(records: Records, reviewer: ReviewQueue) -> None:
    question = asked("llamas")
    record(records, question, refused(question, "a"))
    assert queue_of(records, "ann").report("a", "we do have llamas") == 1
    (review,) = reviewer.list()
    assert (review.kind, review.count, review.comment) == ("reported", 1, "we do have llamas")
    record(records, question, refused(question, "b"))
    (review,) = reviewer.list("open", ["reported"])
    assert (review.kind, review.count, review.comment) == ("reported", 2, "we do have llamas")
    assert reviewer.list("open", ["refused", "unclear"]) == ()


def test_only_the_own_question_can_be_judged(records: Records) -> None:
    question = asked("revenue")
    record(records, question, answered(question, "a"))
    for actor, number in (("bob", "a"), ("ann", "b"), ("", "a")):
        with pytest.raises(UsageError, match=f"no receipt '{number}' of '{actor}' is recorded"):
            queue_of(records, actor).feedback(number, "down")
    with pytest.raises(UsageError, match="unknown verdict 'sideways'"):
        queue_of(records, "ann").feedback("a", "sideways")


def test_only_reviewers_see_and_decide(records: Records) -> None:
    queue = queue_of(records, "ann")
    for attempt in (queue.list, lambda: queue.get(1), lambda: queue.decide(1, "dismissed", "no")):
        with pytest.raises(NotAllowed, match="'ann' is no reviewer"):
            attempt()


def test_a_decision_has_a_reason_and_is_made_once(records: Records, reviewer: ReviewQueue) -> None:
    question = asked("llamas")
    record(records, question, refused(question, "a"))
    for state, reason in (("open", "x"), ("maybe", "x"), ("dismissed", "  ")):
        with pytest.raises(UsageError):
            reviewer.decide(1, state, reason)
    decided = reviewer.decide(1, "accepted", "a synonym")
    assert (decided.state, decided.reviewer, decided.resolution) == ("accepted", "boss", "a synonym")
    assert decided.decided is not None
    with pytest.raises(UsageError, match="already accepted by 'boss'"):
        reviewer.decide(1, "dismissed", "changed my mind")
    with pytest.raises(UsageError, match="there is no review 2"):
        reviewer.decide(2, "dismissed", "x")


def test_what_comes_again_after_a_decision(records: Records, reviewer: ReviewQueue) -> None:
    """What was dismissed stays so until somebody complains; what was accepted and still fails is open again."""
    question = asked("llamas")
    record(records, question, refused(question, "a"))
    reviewer.decide(1, "dismissed", "no llamas here")
    record(records, question, refused(question, "b"))
    assert reviewer.list() == ()
    assert [(item.id, item.count) for item in reviewer.list("dismissed")] == [(1, 2)]
    assert queue_of(records, "ann").feedback("b", "down", "there are") == 2
    reviewer.decide(2, "accepted", "right, there are")
    record(records, question, refused(question, "c"))
    assert [(item.id, item.kind) for item in reviewer.list()] == [(3, "refused")]
    assert len(reviewer.list("all")) == 3
