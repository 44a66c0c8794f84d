"""The printable 《整改事项销号审批表》: its page, and its PDF made by a job for one reader."""
