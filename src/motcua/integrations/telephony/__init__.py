"""The 1022 switchboard: which operator has whom on the line."""
