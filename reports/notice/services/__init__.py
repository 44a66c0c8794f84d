"""The doors of a notice: its versions, their steps and their review, decisions on paper."""
