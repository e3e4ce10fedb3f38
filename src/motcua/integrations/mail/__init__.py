"""Mail that people send: taken in whole, then read into a petition or into an answer to one."""
