"""Who says what to whom, and when. Imports run one way: bot → storage → dialogues."""
