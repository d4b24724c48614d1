"""Pure rules of the room: codes of campaigns, what questions count as, when advice is reviewed."""
