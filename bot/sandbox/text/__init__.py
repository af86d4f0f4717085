"""PURE: what Telegram makes of a text: markup, cleaning, entities, links."""
