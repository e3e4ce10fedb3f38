"""Figures of units that are fair to them: with how sure they are, and silent where there is too little to say."""
