"""The pure stages: no waiting, no clock, no randomness, no logging, no environment."""
