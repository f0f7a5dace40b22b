"""Speed and memory, side by side with other engines. `make bench` prints a table; nothing here is a test."""
