"""From the web to a story.

::

    feed | fetch → entry | normalise → item | relevance | cluster → story | brief | policy → post (outbox)
                                                                                    └────→ case (desk)

Each stage is a pure function in ``feeds.core``: values in, values out, the time and the rules among them.
``feeds.pipeline`` and ``feeds.moderation`` load, call and record; ``feeds.fetch`` and ``feeds.store`` touch the world.
Nothing here has heard of Telegram.
"""
