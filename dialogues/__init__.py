"""What is asked: pure values in, pure values out.

No I/O, no async, no clock, no randomness and no platform may live in this package; time, ids and files
arrive inside events. `bot` and `storage` import from here, never the other way round.
"""
