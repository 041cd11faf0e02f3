"""The Merkle tree of the public log: pure computation, no Django."""
