"""The studio: where authors of the province write forms, processes and rules, try them and bring them to a decision.
Pages only; what they write are services of the rooms below."""
