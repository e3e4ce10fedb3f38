"""Signed calls between programs: HMAC over a time stamp and the body, replays refused."""
