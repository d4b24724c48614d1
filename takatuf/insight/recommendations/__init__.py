"""Recommendations: proposed with a reason, approved by a person, owed by an agency, closed with evidence."""
