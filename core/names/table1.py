"""The report's Table 1: the names that its network invented, by iteration.

Source: Table 1 of the report (2019), section 2.2; its iteration 1 is iteration 0 here. The
iterations, losses and names are those of the course exercise that the report follows.

With the report's recipe (the default `NamesSettings`) the names come out one for one up to
`LAST_REPRODUCIBLE`. Beyond it training is chaotic: the order in which a machine adds its numbers
changes the smoothed loss by 5e-14 at iteration 10,000, by 1e-8 at 13,000 and by 0.03 at 15,000,
so the rows of 20,000 and 34,000 belong to the machine they were made on.
"""

from __future__ import annotations

from dataclasses import dataclass

LAST_REPRODUCIBLE = 14_000


@dataclass(frozen=True, slots=True)
class Row:
    """What the report prints at one iteration."""

    iteration: int
    loss: float  # smoothed
    names: tuple[str, ...]

    @property
    def reproducible(self) -> bool:
        """Whether every machine gets these names."""
        return self.iteration <= LAST_REPRODUCIBLE


TABLE1 = (
    Row(
        0,
        23.087336,
        (
            "Nkzxwtdmfqoeyhsqwasjkjvu",
            "Kneb",
            "Kzxwtdmfqoeyhsqwasjkjvu",
            "Neb",
            "Zxwtdmfqoeyhsqwasjkjvu",
            "Eb",
            "Xwtdmfqoeyhsqwasjkjvu",
        ),
    ),
    Row(
        2000,
        27.884160,
        (
            "Liusskeomnolxeros",
            "Hmdaairus",
            "Hytroligoraurus",
            "Lecalosapaus",
            "Xusicikoraurus",
            "Abalpsamantisaurus",
            "Tpraneronxeros",
        ),
    ),
    Row(
        10_000,
        23.844446,
        (
            "Onyusaurus",
            "Klecalosaurus",
            "Lustodon",
            "Ola",
            "Xusodonia",
            "Eeaeosaurus",
            "Troceosaurus",
        ),
    ),
    Row(
        20_000,
        22.873854,
        (
            "Nlyushanerohyisaurus",
            "Loga",
            "Lustrhigosaurus",
            "Nedalosaurus",
            "Yuslangosaurus",
            "Elagosaurus",
            "Trrangosaurus",
        ),
    ),
    Row(
        34_000,
        22.447230,
        (
            "Onyxipaledisons",
            "Kiabaeropa",
            "Lussiamang",
            "Pacaeptabalsaurus",
            "Xosalong",
            "Eiacoteg",
            "Troia",
        ),
    ),
)
