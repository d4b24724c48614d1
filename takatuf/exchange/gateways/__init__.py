"""The doors for short messages and e-mail: signed calls from gateways in, signed calls to a gateway out."""
