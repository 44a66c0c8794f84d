"""What stands around the application: making its environment, preparing its data, asking for its services."""
