"""What must be published, audited from outside; information requests; consultation on drafts."""
