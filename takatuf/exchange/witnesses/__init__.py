"""The door for witnesses at other agencies, and the clock that notices when one of them falls silent."""
