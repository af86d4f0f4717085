"""Drawing in a process of its own: what a picture takes (tens of milliseconds, 60 MB) no reader's command waits for."""
