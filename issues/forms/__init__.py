"""The shape of what people type about rounds and issues; what a record may be is its service's question."""
