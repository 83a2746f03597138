"""A month on its way out: what leaves the ward, in a container that stands up to strangers.

`canonical` and `keys` are the ground; `sshsig` signs, `frame` compresses and pads, `seal` encrypts and
signs. On these stand `schema`, `manifest` and `make` (the bundle), and `signed` with `pack`, `enrol` and
`receipt` (the papers that travel beside it), and `returned` (what the centre gives back). What a
pack `asked` and `changes`, the `link` key in it, and what leaves as `agreed`, have pages of their own.
"""
