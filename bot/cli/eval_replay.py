"""``heliograph eval replay``: recorded items through the whole line, and what would be posted."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.common import CONFIG, JSON, out, out_json, out_table, progress, read_settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from feeds.evaluate.replay import Posted, Told
    from feeds.stories import DeskRules

FILE = typer.Argument(metavar="FILE", help="Recorded items: JSON Lines, plain or gzipped.", exists=True, dir_okay=False)
#: Stands in posts for the bot's name, which nobody has given.
_BOT = "bot"


def replay(
    file: Path = FILE,
    to: Path | None = typer.Option(None, "--out", help="File to write: a line a story, JSON.", dir_okay=False),
    relevant: float | None = typer.Option(None, "--relevant", min=0, max=1, help="About armed conflict from here on."),
    unsure: float | None = typer.Option(None, "--unsure", min=0, max=1, help="The desk decides from here on."),
    per_hour: int | None = typer.Option(None, "--per-hour", min=1, help="Posts an hour; what is more is rounded up."),
    config: Path | None = CONFIG,
    as_json: bool = JSON,
) -> None:
    """Run recorded items through the whole line, in their own time, and count what would be posted, held and edited.

    Each line has `title`, `text` or `summary`, and may have `outlet` or `feed`, `published`, `first_seen`, `lang`,
    `url` or `link`, `id`. Nothing is fetched or sent; the database is a temporary one. What no option says, the
    settings do.
    """
    from feeds.evaluate import replay as measure
    from feeds.evaluate import replay_rows
    from feeds.models import words

    settings = read_settings(config)
    rules = _rules(settings, relevant, unsure, per_hour)
    _log_to_stderr()
    with progress(file.name, file.stat().st_size) as tell:
        reports = replay_rows.carried(file, tell=tell)
    with progress("items", len(reports)) as tell:
        result = measure.replay(reports, rules, words.load(settings.own_beats), tell=tell)
    if to:
        to.write_text("".join(f"{json.dumps(_as_row(told), ensure_ascii=False)}\n" for told in result.stories), "utf-8")
    summary = result.summary()
    if as_json:
        out_json(summary)
        return
    out_table("Replay", ["what", "number"], [[name, str(value)] for name, value in _flat(summary)])
    if to:
        out(f"Wrote {to}.")


def _rules(settings: "Settings", relevant: float | None, unsure: float | None, per_hour: int | None) -> "DeskRules":
    """The settings' rules, with what the options say; ``unsure`` follows ``relevant`` down where nobody says it."""
    from feeds.stories import DeskRules

    policy = settings.policy
    relevant = policy.relevant if relevant is None else relevant
    unsure = min(policy.unsure, relevant) if unsure is None else unsure
    if unsure > relevant:
        raise typer.BadParameter("it must not be above --relevant", param_hint="--unsure")
    most = policy.posts_per_hour if per_hour is None else per_hour
    chosen = replace(policy, relevant=relevant, unsure=unsure, posts_per_hour=most)
    return DeskRules(beats=settings.beats, policy=chosen, edit_after=settings.pacing.edit_after)


def _log_to_stderr() -> None:
    from bot import logs

    logs.configure(level="error")


def _as_row(told: "Told") -> dict[str, Any]:
    story = told.story
    return {
        "story": story.public_id,
        "items": list(told.rows),
        "headline": story.headline,
        "standing": str(story.standing),
        "importance": story.importance,
        "relevance": round(story.relevance, 4),
        "outlets": story.brief.outlets,
        "independent": story.brief.independent,
        "posts": [_post(posted) for posted in told.posted],
    }


def _post(posted: "Posted") -> dict[str, Any]:
    """A message as its reader would see it; of a case, what the desk is asked for."""
    from bot.render.post import post
    from feeds.model import PostKind

    shown: dict[str, Any] = {"kind": str(posted.kind), "at": _spelt(posted.at)}
    if posted.kind is PostKind.CASE:
        return {**shown, "reasons": [str(reason) for reason in posted.payload.reasons]}
    return {**shown, "html": post(posted.payload, posted.kind, bot_name=_BOT, now=posted.at).html}


def _spelt(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _flat(summary: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in summary.items():
        if isinstance(value, dict):
            yield from value.items()
        else:
            yield name, value
