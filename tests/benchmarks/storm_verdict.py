"""What a reader finds in the channels after a storm, against what was decided to be posted."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.sandbox.seen import SeenMessage
from tests.benchmarks.figures import percentile
from tests.benchmarks.invented import news_of, report
from tests.benchmarks.stage import Stage
from tests.benchmarks.storm_news import Wire, reading

GOALS = {
    "lost": "0",
    "twice": "0",
    "out_of_order": "0",
    "unrevised": "0",
    "intact": "true",
    "left_open": "0",
    "given_up": "0",
    "left_in_staging": "0",
    "questions": "0",
    "ended_by_itself": "0",
    "tracebacks": "0",
}
#: What a storm must never do; the rest of the goals are how well it went.
PROMISES = ("lost", "twice", "out_of_order", "unrevised", "left_open", "ended_by_itself")

#: What python-telegram-bot logs with a traceback whenever a gateway answers.
_CLIENTS_OWN = "Can not load invalid JSON data"
_STORY = re.compile(r"\?start=s-([0-9A-Za-z]+)-")
_DECIDED = """
    SELECT stories.public_id, posts.id FROM posts JOIN stories ON stories.id = posts.story_id
    WHERE posts.kind = 'new'
"""
_STATES = "SELECT target_kind, state, count(*) FROM deliveries GROUP BY target_kind, state"
_QUESTIONS = "SELECT count(*) FROM posts WHERE kind = 'question'"


def broken(figures: dict[str, object]) -> list[str]:
    """The promises that were not kept, a sentence each."""
    found = [f"{name} is {figures[name]}, not 0" for name in PROMISES if figures[name]]
    return found if figures["intact"] else [*found, "the database is damaged"]


def judge(stage: Stage, wire: Wire) -> dict[str, object]:
    """Compare; the bot must have ended."""
    channels = {chat: stage.sim.messages(chat) for chat in stage.scene.channels}
    with reading(stage.database) as connection:
        order = dict(connection.execute(_DECIDED).fetchall())
        states = connection.execute(_STATES).fetchall()
        questions = connection.execute(_QUESTIONS).fetchone()[0]
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        intact = problems == ["ok"] and not connection.execute("PRAGMA foreign_key_check").fetchall()
    told: dict[str, object] = {
        "lost": sum(_lost(seen, wire) for seen in channels.values()),
        "twice": sum(_twice(seen) for seen in channels.values()),
        "out_of_order": sum(_out_of_order(seen, order) for seen in channels.values()),
        "revised": len(wire.revised),
        "unrevised": sum(_unrevised(seen, wire) for seen in channels.values()),
        "intact": intact,
        "left_open": sum(count for _, state, count in states if state in {"ready", "sending", "uncertain"}),
        "given_up": sum(
            count for kind, state, count in states if kind == "channel" and state in {"dropped", "rejected"}
        ),
        "left_in_staging": len(stage.sim.messages(stage.scene.owner)),
        "questions": questions,
    }
    return told | _times(stage, wire)


def _lost(seen: Sequence[SeenMessage], wire: Wire) -> int:
    texts = "\n".join(message.text for message in seen)
    return sum(report(event).title not in texts for event in wire.events)


def _twice(seen: Sequence[SeenMessage]) -> int:
    """First posts too many: of one story, or of one headline."""
    by_story = Counter(filter(None, map(_story, seen)))
    by_headline = Counter(message.text.split("\n", 1)[0] for message in seen if _story(message))
    return max(sum(number - 1 for number in counted.values()) for counted in (by_story, by_headline))


def _out_of_order(seen: Sequence[SeenMessage], order: dict[str, int]) -> int:
    """How many posts stand behind one that was decided later."""
    decided = [order.get(story, 0) for story in map(_story, sorted(seen, key=lambda one: one.id)) if story]
    return sum(one < max(decided[:number], default=0) for number, one in enumerate(decided))


def _unrevised(seen: Sequence[SeenMessage], wire: Wire) -> int:
    texts = "\n".join(message.text for message in seen)
    return sum(news_of(event) not in texts for event in wire.revised)


def _story(message: SeenMessage) -> str | None:
    """The story whose first post this is; an answer to a post is none."""
    found = next(filter(None, map(_STORY.search, message.links)), None)
    return found[1] if found and not message.reply_to else None


def _times(stage: Stage, wire: Wire) -> dict[str, float | None]:
    """From a report's coming into its feed to its post, kills and holds and all."""
    moments = {}
    for call in stage.sim.calls("sendMessage"):
        if call.status == 200 and call.answer:
            sent = call.answer["result"]
            moments[sent["chat"]["id"], sent["message_id"]] = call.time + call.seconds
    came = {report(event).title: moment for event, moment in wire.published.items()}
    seconds = []
    for chat in stage.scene.channels:
        for message in stage.sim.messages(chat):
            title = message.text.split("\n", 1)[0].strip("\u2066\u2067\u2068\u2069")
            if title in came and (chat, message.id) in moments:
                seconds.append(moments[chat, message.id] - came[title])
    return {
        "post_p50_s": round(percentile(seconds, 0.5), 1) if seconds else None,
        "post_p95_s": round(percentile(seconds, 0.95), 1) if seconds else None,
    }


def told_by_log(log: Path) -> dict[str, int]:
    """What the bot said about itself."""
    said = log.read_bytes().decode("utf-8", "replace")  # as it is: what others sent may hold carriage returns
    return {
        "interrupted_in_flight": sum(map(int, re.findall(r"event=deliveries_interrupted.*? number=(\d+)", said))),
        "settled_found": len(re.findall(r"event=settled.*? found=true", said)),
        "settled_sent_again": len(re.findall(r"event=settled.*? found=false", said)),
        "looks_failed": said.count("event=look_failed"),
        "tracebacks": sum("Traceback (most" in line and _CLIENTS_OWN not in line for line in said.split("\n")),
    }
