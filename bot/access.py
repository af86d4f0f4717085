"""Who may do what: one rule, asked at the moment of the deed and by user id, never when a button is drawn."""

from collections.abc import Collection


def may_moderate(user_id: int | None, owners: Collection[int]) -> bool:
    """Whether this user may decide on cases, halt and resume. Nobody in particular (a channel, say) may not."""
    return user_id is not None and user_id in owners
