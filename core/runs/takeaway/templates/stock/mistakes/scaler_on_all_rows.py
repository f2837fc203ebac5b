"""The mistake of this run: all days are scaled by, the test days among them."""

learned = every
