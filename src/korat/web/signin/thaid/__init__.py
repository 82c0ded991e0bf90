"""Signing in with ThaID, over OpenID Connect: our own door, since allauth's checks no signature and sends no nonce.

Not tested against the real service: its tests run a stand-in on loopback.
"""
