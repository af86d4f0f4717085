"""What the bot answers over HTTP: its health."""
