"""Pure renderers: values in, Telegram HTML and keyboards out."""
