"""The door in the shape of CyberTipline: an XML cycle of five calls, for senders who already speak it."""
