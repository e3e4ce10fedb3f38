"""Short messages: SMS and Zalo. An interface, simulators, words such as STOP, and what comes back."""
