"""Research access: tables by approved request, under the same suppression, with purpose, end and ledger."""
