"""Every figure's birth certificate: what it is, how it was counted, from which rows, and what it was when frozen."""
