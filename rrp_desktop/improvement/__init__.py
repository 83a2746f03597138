"""Improvement work without a window: aims, drivers, the library of ideas, tests of change, progress.

Pure functions over answers and numbers; who reads them from the store stands a layer higher.
"""
