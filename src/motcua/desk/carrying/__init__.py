"""Pages of hand-over records: papers given with a sheet, and received by scanning it and them."""
