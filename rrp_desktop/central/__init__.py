"""The centre: what wards send comes in here, is judged, kept and merged.

`keyring` holds the centre's keys, `shelf` everything that has arrived, `intake` judges one file,
`collate` puts wards side by side, `centre` is the folder that holds it all, and `cli` is `rrp-collate`.
"""
