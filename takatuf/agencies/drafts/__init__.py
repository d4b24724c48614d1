"""What staff type into the forms of the desks, kept until it is sent."""
