"""How many are asked, who, and by what chance: pure arithmetic. A draw follows from its frame, its design and its
seed alone, so anybody can draw it again."""
