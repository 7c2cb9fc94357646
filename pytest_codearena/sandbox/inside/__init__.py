"""Everything that runs inside the candidate's process.

The files of this folder import the standard library, msgpack and one another, nothing else: they are
started by path, as the top-level package ``inside``, in an interpreter that has no site-packages.
The trusted side shares ``codec`` and ``lockdown`` with it.
"""
