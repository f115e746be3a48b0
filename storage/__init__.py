"""What is remembered. Storage knows values of `dialogues` and nothing of channels or of the engine."""
