"""The only cryptography: keys, encryption, blind tokens, signing, sealed files."""
