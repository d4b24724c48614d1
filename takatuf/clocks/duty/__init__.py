"""Who is on duty, ringing a person when it is urgent, and the handover between two shifts."""
