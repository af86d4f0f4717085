"""What a story's post says. Whoever writes or shows one takes it from here, so that none forgets a correction."""

from feeds.model import Payload, Story


def says(story: Story, *, change: str | None = None, silent: bool = False) -> Payload:
    """The payload of a story as it stands; ``change``: what it changed, in words; ``silent``: without a sound."""
    return Payload(
        brief=story.brief,
        public_id=story.public_id,
        change=change,
        notes=story.notes,
        merged_into=story.merged_into,
        silent=silent,
    )
