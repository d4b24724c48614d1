"""Cases: assessment, plan, visits, review, closure; the social side is never forgotten."""
