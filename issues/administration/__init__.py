"""The administrator's pages and the doors of posts: here, because a membership stands beside its round."""
