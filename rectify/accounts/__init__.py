"""Accounts, departments, people, sign-in; roles and permissions as data."""
