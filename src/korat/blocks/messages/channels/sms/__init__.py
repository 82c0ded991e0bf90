"""Text messages: out through an HTTP gateway, in by its webhook."""
