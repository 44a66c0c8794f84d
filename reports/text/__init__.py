"""The room of the notice's text: figures by name, disclosure, masking, the check before it goes out, the internal report."""
