"""The annual report: drawn from what is published, and nothing else."""
