"""``python -m donghanh.config.cli``: the same command where the script is not on the path."""

from donghanh.config.cli import main

main()
