"""Referrals beyond the desk: questions back, parts of an outcome, and answers by link, webhook, telephone and paper."""
