"""Cases out of Primero, in the JSON of its API version 2."""
