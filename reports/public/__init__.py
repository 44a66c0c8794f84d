"""What the public may read without signing in: published notices, their files, and how to check them."""
