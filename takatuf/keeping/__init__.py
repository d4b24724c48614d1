"""How long a record is kept, what holds it, and how it is erased: by destroying its data key, after two named persons."""
