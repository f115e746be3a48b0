"""What stands between an author's file and a dialogue: a tree with places, and what is wrong in it.

The way through is in `loading.py`. Nothing in here is used once a dialogue has been loaded.
"""
