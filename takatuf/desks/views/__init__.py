"""The pages of the desks: each parses, calls one action or query, and draws a template."""
