"""Feedback (意见建议): the public's form within its window, the office's register, the summary; accusations apart."""
