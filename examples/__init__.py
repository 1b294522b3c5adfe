"""Workspaces to begin with: `sud-ouest`, its compact real figures, and the makers of its landing files."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
