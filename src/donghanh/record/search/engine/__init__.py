"""The words of a text and of a question, and how a question is asked of either full-text engine; knows no database."""
