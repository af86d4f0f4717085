"""The weekly post that shows the newest link of the chain of revisions, for whoever wants to keep it."""

from bot.render import html
from bot.render.message import Rendered
from bot.render.times import count
from feeds.core.chain import read_head
from feeds.model import Payload


def head(payload: Payload, *, bot_name: str, nonce: str | None = None) -> Rendered:
    """How long the chain is, its head, and how to check it; the link to the bot carries the delivery's nonce.

    The date has its year: the message is to be kept. Raises ``ValueError`` where the payload holds no head.
    """
    newest = read_head(payload.text or "")
    url = f"https://t.me/{bot_name}?start=c-{newest.number}" + (f"-{nonce}" if nonce else "")
    published = f"{count(newest.number, 'revision')} published up to {newest.at.day} {newest.at:%b %Y, %H:%M} UTC. "
    bound = html.text(f"{published}The hash of the newest one, which binds all before it:\n")
    check = html.text("Keep this message. An export of the chain that passes this check was not changed up to here:\n")
    paragraphs = [
        html.bold(html.link(html.text("What we have published"), url)),
        bound + html.code(html.text(newest.hash)),
        check + html.code(html.text("heliograph verify chain FILE --head HASH")),
    ]
    return Rendered(html.join(paragraphs, "\n\n"), trace=url if nonce else None)
