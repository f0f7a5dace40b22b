"""The AT Protocol: what its records say, how whole repositories and streams are taken apart."""
