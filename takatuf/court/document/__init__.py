"""The court submission as a document: frozen values in, a gated PDF/A-3a out."""
