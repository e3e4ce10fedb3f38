"""What comes in with a petition on any channel: photographs, short videos, voice notes and papers are looked into,
freed of what they tell about the sender (places, devices, names) and kept; a petition being written is kept as a draft;
and words that belong on a legal track of their own are recognised."""
