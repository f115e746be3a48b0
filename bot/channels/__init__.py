"""The channels: one folder each, alike in `parse.py` (pure), `render.py` (pure) and `channel.py` (I/O).

A channel imports `base` and the words that it shares with the core (prompt, reply, events); never storage,
the engine or another channel.
"""
