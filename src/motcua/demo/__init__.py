"""The fictitious province "Tỉnh An Sơn": data files only. ``docs/guides/demo-province.md`` says what each holds."""
