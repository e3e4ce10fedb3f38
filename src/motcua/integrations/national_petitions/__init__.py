"""The national system of petitions and recommendations: one petition, two views. Its interface is not published; what
stands here is the protocol this province needs, and a simulator (``docs/guides/channels.md`` says what is known)."""
