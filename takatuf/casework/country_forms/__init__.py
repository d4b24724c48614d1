"""Questions that one country asks beside ours: versioned files, and answers that stay with the version they answered."""
