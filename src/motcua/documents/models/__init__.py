from .stored_file import SCAN_STATES, ScanState, StoredFile

__all__ = ["SCAN_STATES", "ScanState", "StoredFile"]
