"""What the program costs beside other bots, on one harness: `make bench`. Nothing of this is in the product."""
