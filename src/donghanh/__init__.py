"""Đồng Hành: from a signed plan to a moved index, every figure and date traceable to its source."""

__version__ = "0.1.0"
