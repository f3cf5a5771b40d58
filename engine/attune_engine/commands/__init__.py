"""One module per command: run(arguments, events) -> exit status."""
