"""What happens when a process is killed, a disk is full, a copy is damaged: with real processes and real files."""
