"""Cleaning over HTTP: a front that talks to clients, and processes that clean.

Comes in: requests. Goes out: rows as the command writes them, or problems that say what, where and what to do.
The front never reads a document: it counts bytes, splits lines and passes both on to worker processes, so that a
document that takes too long, or brings its process down, costs the others nothing. Needs the extra `serve`.
"""
