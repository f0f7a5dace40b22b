"""How well a method does what it says, judged on data that it has not seen.

Comes in: interactions under the names of their accounts. Goes out: a validity card (`vocabulary.cards`).
The protocol is told in docs/explanation/validity.md; its numbers are in `protocol.toml`, the bars in `bars.toml`.
"""
