"""The command line. Heavy parts are imported by the command that needs them, so that ``--help`` is quick.

Exit codes: 0 well, 1 failed, 2 usage, 78 bad configuration (``EX_CONFIG`` of sysexits.h).
"""

import sys

import typer

from bot.cli import chain, database, demo, eval_relevance, evaluate, feeds, maps, measure, run, sandbox, verify

app = typer.Typer(
    name="heliograph",
    help="A newsroom in a Telegram bot: feeds in, one attributed story an event out, posted once.",
    epilog="Settings come from the environment (HELIOGRAPH_…) and from heliograph.toml; the README lists them. "
    "To see everything work without a token: heliograph demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("check")(run.check)
app.command("sandbox")(sandbox.sandbox)
app.command("map")(maps.locate)
app.add_typer(feeds.app, name="feeds")
app.add_typer(database.app, name="db")
app.add_typer(chain.app, name="chain")
app.add_typer(verify.app, name="verify")
app.add_typer(evaluate.app, name="eval")
app.add_typer(measure.bench, name="bench")
measure.train.command("relevance")(eval_relevance.train)
app.add_typer(measure.train, name="train")


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        from importlib.metadata import version as installed

        print(installed("heliograph"))
        raise typer.Exit


def main() -> None:
    """The console script: one sentence instead of a traceback for whatever an operator can mend."""
    from bot.cli.common import failure

    try:
        app()
    except Exception as exc:  # noqa: BLE001 - the outermost boundary: a sentence, and no secret in a traceback
        sentence, code = failure(exc)
        print(sentence, file=sys.stderr)
        sys.exit(code)
