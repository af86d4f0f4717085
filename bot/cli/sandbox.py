"""``heliograph sandbox``: the local Telegram alone."""

import typer


def sandbox(
    port: int = typer.Option(8081, "--port", min=0, max=65535, help="Port to listen on; 0 takes a free one."),
    host: str = typer.Option("127.0.0.1", "--host", help="Address to bind."),
) -> None:
    """Serve a local Telegram: the Bot API under /bot<any token>/, a chat page at /, its control interface at /sim/."""
    from bot.sandbox import serve

    serve(port, host)
