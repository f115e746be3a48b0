"""The other bots, one file each: what somebody who follows the library's own examples would write, with our questions.

Each asks `bench.form`, makes the calls that `bench/peers/saying.py` lists, and knows nothing of the harness but an address.
"""
