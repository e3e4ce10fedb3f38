"""Citizens' reports and recommendations (phản ánh, kiến nghị; hotline 1022): from any channel to the unit that can
help, answered in time, closed in the open. A petition is no dossier: it has its own categories, limits and steps,
and its own log. Complaints and denunciations are recognised here and led to their own legal track."""
