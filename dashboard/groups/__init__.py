"""The parts of sweeps, and of other runs that were asked for together."""
