"""The notice's room: its page, its frozen trees and their PDFs."""
