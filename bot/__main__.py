"""``python -m bot`` is ``heliograph``."""

from bot.cli import main

if __name__ == "__main__":
    main()
