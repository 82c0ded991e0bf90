"""The bridge: cases passed to an agency with an Open311 server of its own go there, once each, and its word comes back."""
