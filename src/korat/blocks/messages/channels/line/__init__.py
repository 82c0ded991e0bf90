"""LINE Messaging API: out by reply and push, in by webhook. Tried against a stand-in, not against the real service."""
