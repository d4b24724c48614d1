"""What staff type: shapes only; what is allowed is the actions' to say."""
