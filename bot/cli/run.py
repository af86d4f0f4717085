"""``heliograph run`` and ``heliograph check``."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.common import BAD_CONFIGURATION, CONFIG, JSON, out_json, out_table, read_settings
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.app import App
    from bot.errors import Finding


def run(
    config: Path | None = CONFIG,
    log_level: str = typer.Option("info", "--log-level", metavar="LEVEL", help="debug, info, warning or error."),
    log_json: bool = typer.Option(False, "--log-json", help="Log lines as JSON objects."),
) -> None:
    """Run the bot: poll feeds, post to the channel, answer readers. Ends well on SIGTERM and Ctrl-C."""
    from bot import logs

    settings = read_settings(config)
    if problems := settings.missing_to_run():
        raise SettingsError(problems)
    if log_level.lower() not in {"debug", "info", "warning", "error"}:
        raise typer.BadParameter("choose debug, info, warning or error", param_hint="--log-level")
    logs.configure(level=log_level, as_json=log_json, secrets=settings.secrets())
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    from bot.app import App
    from bot.tools import close_tools, open_tools
    from feeds.store.instance import sole_instance

    tools = await open_tools(settings)
    try:
        async with sole_instance(settings.database_url.get_secret_value()):
            await _serve(App(settings, tools), stopping)
    finally:
        await close_tools(tools)


async def _serve(app: "App", stopping: asyncio.Event) -> None:
    """Run the bot until it is told to stop, also while it still starts."""
    starting = asyncio.create_task(app.start())
    waiting = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([starting, waiting], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await waiting
    finally:
        starting.cancel()
        waiting.cancel()
        await asyncio.gather(starting, waiting, return_exceptions=True)
        await app.stop()


def check(config: Path | None = CONFIG, as_json: bool = JSON) -> None:
    """Say whether ``heliograph run`` will work here: settings, database, key, feeds, token, channel, desk, clock; and
    whether the language model answers, where one is set.
    """
    settings = read_settings(config)
    findings = asyncio.run(_findings(settings))
    if as_json:
        listed = [
            {"name": found.name, "ok": found.ok, "warning": found.warning, "text": found.text} for found in findings
        ]
        out_json({"ok": all(found.ok for found in findings), "findings": listed})
    else:
        out_table("", ["", "what", "finding"], [[_mark(f), f.name, f.text] for f in findings])
    if not all(found.ok for found in findings):
        sys.exit(BAD_CONFIGURATION)


def _mark(found: "Finding") -> str:
    if not found.ok:
        return "✗"
    return "!" if found.warning else "✓"


async def _findings(settings: Settings) -> "list[Finding]":
    from bot import app, checks, tools
    from bot.errors import Finding

    findings = [Finding("settings", ok=False, text=problem) for problem in settings.missing_to_run()]
    findings = findings or [Finding("settings", ok=True, text="Everything that run needs is set.")]
    findings.append(checks.moderators(settings.owners))
    findings += await tools.check_storage(settings)
    findings += await tools.check_model(settings)
    if settings.bot_token is not None:
        application = app.telegram(settings)
        try:
            findings += await checks.telegram(application.bot, settings)
        finally:
            await application.shutdown()
            await application.bot.shutdown()
        findings.append(await checks.clock(settings.api_url, now=tools.SystemClock().now()))
    return findings
