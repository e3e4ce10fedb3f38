"""Leaders who receive citizens, dialogues with people and business, voters' opinions: what was said there is
registered, assigned, answered by a date and shown in public."""
