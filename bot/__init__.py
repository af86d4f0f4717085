"""From a story to a reader: the bot that publishes, answers and is moderated."""
