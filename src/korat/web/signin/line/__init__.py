"""Signing in with LINE: a second way in for who linked their LINE account before; nobody is enrolled by it.

A door of our own as ThaID's is, since LINE signs its ID tokens with the shared secret (HS256). Tried against a stand-in on
loopback, not against the real service.
"""
