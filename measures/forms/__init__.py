"""The shape of what people type about measures and issues; whether it may stand is for the doors to say."""
