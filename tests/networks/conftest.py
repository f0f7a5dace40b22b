from tests.collector.conftest import hours, session, state

__all__ = ["hours", "session", "state"]
