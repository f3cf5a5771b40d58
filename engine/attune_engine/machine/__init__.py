"""What the machine is, measured rather than assumed."""
