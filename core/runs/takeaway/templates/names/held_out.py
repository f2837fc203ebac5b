"""Some names are kept from training."""

different = list(dict.fromkeys(names))
held_out = set(different[-max(1, round(HELD_OUT * len(different))) :])
names = [name for name in names if name not in held_out]
