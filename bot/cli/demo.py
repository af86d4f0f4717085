"""``heliograph demo``: everything on this machine, with nothing to set up."""

import signal
import sys
import time
from typing import TYPE_CHECKING

import typer

from bot.cli.common import FAILED, JSON, out, out_json, out_table

if TYPE_CHECKING:
    from bot.demo.judge import Verdict
    from bot.demo.run import Demo


def demo(
    leave: bool = typer.Option(False, "--exit", help="Play the day to its end, print what was posted."),
    as_json: bool = JSON,
    port: int = typer.Option(0, "--port", min=0, max=65535, help="Port of the page; a free one where left out."),
    day: float = typer.Option(90.0, "--day", min=30.0, help="Seconds that the wire's day takes."),
    log_level: str = typer.Option("info", "--log-level", help="The bot's own."),
) -> None:
    """Show the whole newsroom with no token and no network: a local Telegram, a sample wire, and the real bot.

    With --exit the exit code is 0 only if exactly the expected posts are there.
    """
    from bot.demo.run import Demo

    for number in (signal.SIGTERM, signal.SIGHUP):  # end as by Ctrl-C, or the bot would outlive its demonstration
        signal.signal(number, signal.default_int_handler)
    with Demo(port=port, day_seconds=day, log_level=log_level) as running:
        try:
            if leave:
                _play(running, quiet=as_json)
                _print(running.verdict(running.wire.wire), running, as_json=as_json)
            else:
                _show(running)
        except KeyboardInterrupt:
            out("\nEnded.")


def _show(running: "Demo") -> None:
    out(f"\n  The newsroom is open at  {running.page}\n")
    out("  Left: the channel. Middle: the desk, where you are the owner. Right: your private chat with the bot.")
    out(f"  The wire's day takes {running.wire.day.seconds_per_minute * 1440:.0f} s. The bot's log: {running.log}")
    out("  Ctrl-C ends it.\n")
    _play(running, quiet=False)
    out("  The wire's day is over; the newsroom stays open. Ctrl-C ends it.")
    while running.alive():
        time.sleep(1)


def _play(running: "Demo", *, quiet: bool) -> None:
    """Follow the day with a progress bar until nothing changes any more."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from bot.demo.run import QUIET, DemoError

    columns = (TextColumn("  wire's day"), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), disable=quiet, transient=True) as bar:
        task = bar.add_task("day", total=1.0, said="")
        before, since = running.state(), time.monotonic()
        while not running.wire.finished or time.monotonic() - since < QUIET:
            if not running.alive():
                raise DemoError(f"The bot ended by itself. It said:\n{running.log.read_text()[-2000:]}")
            state = running.state()
            if state != before:
                before, since = state, time.monotonic()
            said = f"{state[0]} posts, {state[1]} edited, {state[2]} at the desk"
            bar.update(task, completed=running.wire.progress, said=said)
            running.status(f"sample wire {_clock(running.wire.minute)} · {said}")
            time.sleep(0.5)


def _clock(minute: float) -> str:
    whole = min(int(minute), 1439)
    return f"{whole // 60:02}:{whole % 60:02}"


def _print(verdict: "Verdict", running: "Demo", *, as_json: bool) -> None:
    if as_json:
        out_json(
            {
                "expected": verdict.expected,
                "posted": verdict.posted,
                "missing": verdict.missing,
                "unexpected": verdict.unexpected,
            }
        )
    else:
        rows = [
            ["✗" if row.problem else "✓", row.ends, row.headline, row.problem or "", row.label] for row in verdict.rows
        ]
        out_table("What was posted", ["", "where", "headline", "problem", "story"], rows)
        counts = f"{len(verdict.missing)} missing or wrong, {len(verdict.unexpected)} unexpected"
        alone = f", {verdict.optional} besides that may stand alone" if verdict.optional else ""
        out(f"\n{verdict.posted} posted, {verdict.expected} expected{alone}: {counts}.")
    if not verdict.ok:
        if not as_json:
            out(f"The bot's last lines:\n{running.log.read_text('utf-8', 'replace')[-3000:]}")
        sys.exit(FAILED)
