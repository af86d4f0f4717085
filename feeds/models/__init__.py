"""Trained weights, gazetteers and lists shipped as package data, and what loads them."""
