"""PURE: a text with entities written back as HTML, for those who read chats in tests."""

from collections.abc import Sequence
from html import escape

from bot.sandbox.text.entity import Entity, in_order

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def _tags(entity: Entity) -> tuple[str, str]:
    if entity.type == "text_link":
        return f'<a href="{escape(entity.url)}">', "</a>"
    if entity.type == "text_mention":
        return f'<a href="tg://user?id={entity.user_id}">', "</a>"
    if entity.type == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if entity.type == "pre" and entity.language:
        return f'<pre><code class="language-{escape(entity.language)}">', "</code></pre>"
    if entity.type == "custom_emoji":
        return f'<tg-emoji emoji-id="{entity.custom_emoji_id}">', "</tg-emoji>"
    tag = _TAGS.get(entity.type)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def to_html(text: str, entities: Sequence[Entity]) -> str:
    """Write the text as HTML that `parse_html` reads back; entities must nest."""
    units = text.encode("utf-16-le")
    written: list[str] = []
    reached = 0
    parents: list[Entity] = []

    def write_until(offset: int) -> None:
        nonlocal reached
        written.append(escape(units[2 * reached : 2 * offset].decode("utf-16-le"), quote=False))
        reached = offset

    def close_until(offset: int) -> None:
        while parents and parents[-1].end <= offset:
            write_until(parents[-1].end)
            written.append(_tags(parents.pop())[1])

    for entity in in_order(entities):
        close_until(entity.offset)
        write_until(entity.offset)
        written.append(_tags(entity)[0])
        parents.append(entity)
    close_until(len(units))
    write_until(len(units) // 2)
    return "".join(written)
