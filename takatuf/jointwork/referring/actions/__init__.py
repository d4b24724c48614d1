"""What is done with referrals beyond the desk, one file for each way."""
