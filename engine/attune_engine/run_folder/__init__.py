"""What a run folder is on disk: its lock, its process, its event file."""
