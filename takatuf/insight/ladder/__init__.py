"""The ladder of effect of a campaign: reach, dose, knowledge, intention, seeking help, six months later."""
