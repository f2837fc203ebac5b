"""The recurrent cells that the fused engine knows: what differs between them, and nothing else."""
