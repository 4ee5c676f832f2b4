"""The demonstration server (extra ``demo``): OAuth 2.0, TUF, and a page that provokes every case.

Everything is real but the authority behind it: TLS by a throw-away certificate authority, a conforming token
endpoint, a signed TUF repository. It listens on loopback only.
"""
