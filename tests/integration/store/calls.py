"""One call of every method of every repository: for tests that hold for all of them.

A method that a protocol of ``feeds.ports`` gains must get a call here, or ``test_every_method_has_a_call`` fails.
"""

import inspect
from datetime import timedelta
from typing import get_type_hints

from feeds import ports
from feeds.model import (
    Article,
    ArticleState,
    Asked,
    AuditEntry,
    CaseState,
    Condition,
    DeliveryState,
    FeedIntent,
    FeedSeed,
    Ground,
    Growth,
    Joining,
    NewItem,
    NewStory,
    Note,
    NoteKind,
    Opening,
    Outlet,
    Payload,
    Reason,
    Rhythm,
    Settlement,
    Standing,
    Story,
    Subscription,
    TargetKind,
    Vote,
)
from tests.integration.store.scenes import CHANNEL, NOW, a_brief, a_post, an_intent, an_item, at

_STORY = Story(1, "0000", "h", Standing.POSTED, 1, 1.0, 1.0, NOW, NOW, a_brief())
_INTENT = FeedIntent(1, NOW, at(60), 60.0, ok=True, payload_digest="d", new_items=1)
_ARTICLE = Article(1, "https://a.example/k1", ArticleState.WAITING, NOW, NOW)
_NEW = NewStory(a_brief(), Standing.POSTED, 1.0, 1.0, NOW)


async def _join_all(uow):
    item_id = await uow.items.add(1, 1, an_item("k7"), fetched_at=NOW)
    await uow.stories.join_all([Joining(1, item_id, 0.5, NOW)])


READS = {
    "feeds.due": lambda uow: uow.feeds.due(NOW, limit=5, busy=[1]),
    "feeds.health": lambda uow: uow.feeds.health(),
    "feeds.get": lambda uow: uow.feeds.get("https://a.example/rss"),
    "feeds.outlet": lambda uow: uow.feeds.outlet("A"),
    "feeds.untried": lambda uow: uow.feeds.untried(),
    "items.known": lambda uow: uow.items.known([Asked(1, 1, keys=["k1", "k2"], urls=["u"], fingerprints=["f"])]),
    "items.of_story": lambda uow: uow.items.of_story(1),
    "items.of_stories": lambda uow: uow.items.of_stories([1, 2]),
    "items.since": lambda uow: uow.items.since(NOW),
    "items.get": lambda uow: uow.items.get(1),
    "stories.find": lambda uow: uow.stories.find([1, 2]),
    "growths.after": lambda uow: uow.growths.after(0, limit=5),
    "stories.get": lambda uow: uow.stories.get(1),
    "stories.by_public_id": lambda uow: uow.stories.by_public_id("7K3F"),
    "stories.latest": lambda uow: uow.stories.latest(limit=10, offset=5),
    "stories.search": lambda uow: uow.stories.search("river shell", limit=5),
    "stories.revisions": lambda uow: uow.stories.revisions(1, newest=5),
    "stories.went_on": lambda uow: uow.stories.went_on(1),
    "stories.merged": lambda uow: uow.stories.merged(),
    "stories.apart": lambda uow: uow.stories.apart(),
    "stories.withdrawn": lambda uow: uow.stories.withdrawn(1),
    "stories.waiting": lambda uow: uow.stories.waiting(),
    "stories.any": lambda uow: uow.stories.any(),
    "cases.get": lambda uow: uow.cases.get(1),
    "cases.votes": lambda uow: uow.cases.votes(1),
    "cases.of_story": lambda uow: uow.cases.of_story(1),
    "cases.open_for": lambda uow: uow.cases.open_for(1),
    "cases.newest_for": lambda uow: uow.cases.newest_for(1),
    "cases.count_open": lambda uow: uow.cases.count_open(),
    "outbox.of_story": lambda uow: uow.outbox.of_story(1),
    "outbox.receipts": lambda uow: uow.outbox.receipts(1),
    "outbox.due": lambda uow: uow.outbox.due(NOW, limit=30),
    "outbox.get": lambda uow: uow.outbox.get(1),
    "outbox.last_message": lambda uow: uow.outbox.last_message(CHANNEL),
    "outbox.in_flight": lambda uow: uow.outbox.in_flight(),
    "outbox.uncertain": lambda uow: uow.outbox.uncertain(),
    "outbox.count_new_since": lambda uow: uow.outbox.count_new_since(NOW),
    "outbox.pending": lambda uow: uow.outbox.pending(),
    "outbox.newest_at": lambda uow: uow.outbox.newest_at(),
    "arrivals.addressed": lambda uow: uow.arrivals.addressed(1),
    "arrivals.holders": lambda uow: uow.arrivals.holders(1),
    "arrivals.heard": lambda uow: uow.arrivals.heard(1),
    "arrivals.rest_stands": lambda uow: uow.arrivals.rest_stands(1),
    "arrivals.missed": lambda uow: uow.arrivals.missed(1, since=NOW),
    "failures.newest": lambda uow: uow.failures.newest(limit=5),
    "failures.get": lambda uow: uow.failures.get(1, TargetKind.CHANNEL),
    "chain.head": lambda uow: uow.chain.head(),
    "chain.links": lambda uow: uow.chain.links(after=1, limit=5),
    "chain.find": lambda uow: uow.chain.find("7K3F"),
    "readers.chats": lambda uow: uow.readers.chats([1, 2]),
    "readers.find": lambda uow: uow.readers.find(77),
    "readers.get": lambda uow: uow.readers.get(1),
    "readers.count_subscribed": lambda uow: uow.readers.count_subscribed(),
    "log.newest": lambda uow: uow.log.newest(limit=5),
    "feeds.for_poll": lambda uow: uow.feeds.for_poll(1),
    "websub.of_feed": lambda uow: uow.websub.of_feed(1),
    "websub.by_callback": lambda uow: uow.websub.by_callback(b"c"),
    "websub.callbacks": lambda uow: uow.websub.callbacks(),
    "websub.due": lambda uow: uow.websub.due(NOW, limit=5),
    "articles.get": lambda uow: uow.articles.get(1),
    "articles.due": lambda uow: uow.articles.due(NOW, limit=5),
    "articles.elsewhere": lambda uow: uow.articles.elsewhere(_ARTICLE),
    "articles.count": lambda uow: uow.articles.count(),
    "health.changed": lambda uow: uow.health.changed(limit=5),
    "health.census": lambda uow: uow.health.census(),
    "health.moved": lambda uow: uow.health.moved(3),
    "health.sightings": lambda uow: uow.health.sightings(since=NOW, limit=5),
    "switches.get": lambda uow: uow.switches.get("halted"),
}

WRITES = {
    "feeds.merge": lambda uow: uow.feeds.merge([FeedSeed("https://b.example", Outlet("B"))], check_at=[NOW]),
    "feeds.record": lambda uow: uow.feeds.record(_INTENT),
    "feeds.record_all": lambda uow: uow.feeds.record_all([_INTENT]),
    "feeds.pause": lambda uow: uow.feeds.pause(1, why="by hand"),
    "feeds.resume": lambda uow: uow.feeds.resume(1, check_at=NOW),
    "items.add": lambda uow: uow.items.add(1, 1, an_item("k9"), fetched_at=NOW),
    "items.reserve": lambda uow: uow.items.reserve(3),
    "items.add_all": lambda uow: uow.items.add_all([NewItem(900_001, 1, 1, an_item("k8"), NOW)]),
    "items.revise": lambda uow: uow.items.revise(1, an_item(), seen_at=NOW),
    "stories.reserve": lambda uow: uow.stories.reserve(3),
    "stories.open_bare": lambda uow: uow.stories.open_bare([Opening(900_001, "h", 0.5, NOW)]),
    "stories.join_all": _join_all,
    "stories.record_all": lambda uow: uow.stories.record_all([an_intent(_STORY)]),
    "growths.add": lambda uow: uow.growths.add([Growth(1, 0.5, fresh=True)]),
    "growths.forget": lambda uow: uow.growths.forget([1]),
    "stories.open": lambda uow: uow.stories.open(_NEW),
    "stories.join": lambda uow: uow.stories.join(1, 1, similarity=1.0, at=NOW),
    "stories.record": lambda uow: uow.stories.record(an_intent(_STORY)),
    "stories.set_standing": lambda uow: uow.stories.set_standing([1], Standing.LISTED),
    "stories.merge": lambda uow: uow.stories.merge(1, 1),
    "stories.keep_apart": lambda uow: uow.stories.keep_apart(1, 2),
    "cases.open": lambda uow: uow.cases.open(1, [Reason.SINGLE_SIDE], at=NOW),
    "cases.amend": lambda uow: uow.cases.amend(1, [Reason.MINOR], [Ground(Reason.MINOR, "w")]),
    "cases.vote": lambda uow: uow.cases.vote(1, Vote("7", "m", NOW)),
    "cases.decide": lambda uow: uow.cases.decide(1, CaseState.APPROVED, by="m", at=NOW),
    "outbox.add": lambda uow: uow.outbox.add(a_post(story=_STORY, revision=9, to_subscribers=True)),
    "outbox.rewrite": lambda uow: uow.outbox.rewrite(1, Payload(text="x"), revision=8),
    "outbox.claim": lambda uow: uow.outbox.claim(1, at=NOW),
    "outbox.settle": lambda uow: uow.outbox.settle(1, Settlement(DeliveryState.SENT, NOW, 5)),
    "outbox.retarget": lambda uow: uow.outbox.retarget(CHANNEL, CHANNEL),
    "outbox.put_forward": lambda uow: uow.outbox.put_forward(timedelta(hours=1)),
    "feeds.put_forward": lambda uow: uow.feeds.put_forward(timedelta(hours=1)),
    "stories.add_note": lambda uow: uow.stories.add_note(1, Note(NoteKind.CORRECTION, "Nine, not ten.", NOW)),
    "arrivals.hear": lambda uow: uow.arrivals.hear(CHANNEL, ["abc"], 5, photo=False),
    "arrivals.add_rest": lambda uow: uow.arrivals.add_rest(1, at=NOW),
    "arrivals.adopt_card": lambda uow: uow.arrivals.adopt_card(1, 5, at=NOW),
    "failures.retry": lambda uow: uow.failures.retry(1, TargetKind.CHANNEL, at=NOW),
    "failures.drop": lambda uow: uow.failures.drop(1, TargetKind.CHANNEL, at=NOW),
    "outbox.take_back": lambda uow: uow.outbox.take_back(1, at=NOW),
    "chain.append": lambda uow: uow.chain.append(1, at=NOW),
    "chain.erase": lambda uow: uow.chain.erase("7K3F", why="a court's order", at=NOW),
    "outbox.drop_pending": lambda uow: uow.outbox.drop_pending(at=NOW),
    "readers.enroll": lambda uow: uow.readers.enroll(78, at=NOW),
    "readers.move": lambda uow: uow.readers.move(1, 79),
    "readers.set_subscribed": lambda uow: uow.readers.set_subscribed(1, subscribed=True),
    "readers.mark_latest": lambda uow: uow.readers.mark_latest(1, at=NOW),
    "log.add": lambda uow: uow.log.add(AuditEntry(NOW, "m", "halt", "everything")),
    "feeds.record_push": lambda uow: uow.feeds.record_push(1, new_items=1, at=NOW, rhythm=Rhythm()),
    "feeds.look_by": lambda uow: uow.feeds.look_by(1, NOW),
    "websub.save": lambda uow: uow.websub.save(Subscription(1, "https://h.example/", "https://a.example/rss", NOW)),
    "websub.catch_up": lambda uow: uow.websub.catch_up(NOW),
    "websub.forget": lambda uow: uow.websub.forget(1),
    "websub.put_forward": lambda uow: uow.websub.put_forward(timedelta(hours=1)),
    "items.lengthen": lambda uow: uow.items.lengthen(1, an_item()),
    "articles.save": lambda uow: uow.articles.save(_ARTICLE),
    "articles.forget": lambda uow: uow.articles.forget(1),
    "articles.put_forward": lambda uow: uow.articles.put_forward(timedelta(hours=1)),
    "health.tell": lambda uow: uow.health.tell({1: Condition.SILENT}, at=NOW),
    "health.adopt": lambda uow: uow.health.adopt(1, "https://new.example/rss"),
    "switches.set": lambda uow: uow.switches.set("halted", "yes"),
}


def methods():
    """Every method that the unit of work's repositories promise, as ``feeds.due``."""
    for name, member in inspect.getmembers(ports.UnitOfWork, lambda member: isinstance(member, property)):
        protocol = get_type_hints(member.fget)["return"]
        for method, _ in inspect.getmembers(protocol, inspect.isfunction):
            if not method.startswith("_"):
                yield f"{name}.{method}"
