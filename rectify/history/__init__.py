"""The change log: recording(), Entry and the guards. It knows no app above it."""
