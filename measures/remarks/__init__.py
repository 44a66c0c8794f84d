"""Supervision in writing: remarks that must be answered and settled (监督意见), and the register of what came on paper."""
