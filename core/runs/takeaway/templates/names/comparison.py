"""The run's own numbers, and these beside them.

Beyond some 14,000 iterations the names depend on how a machine rounds.
"""

print("\nIteration Smoothed loss    The run's  Names that are the run's")
for iteration, (loss, spelt) in here.items():
    loss_of_run, spelt_of_run = the_run[iteration]
    same = sum(one == other for one, other in zip(spelt, spelt_of_run, strict=True))
    print(f"{iteration:9,} {loss:13.6f} {loss_of_run:12.6f}  {same} of {len(spelt)}")
