"""Small servers of our own on loopback, and tiny networks to read."""
