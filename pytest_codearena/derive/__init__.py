"""Property tests from what tests ask: which inputs are like those of the tests, and a test file that draws such inputs.

Pure: text in, text out. Nothing of a task is executed here.

    tests' source -> calls -> shapes and relations -> strategies -> test_properties.py
"""
