"""清除: asking, confirming, and what is taken away."""
