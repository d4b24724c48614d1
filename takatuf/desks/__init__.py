"""What each person opens in the morning: pages that join several rooms."""
