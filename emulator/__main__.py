"""`python -m emulator` is `vphone`."""

from emulator.cli import main

raise SystemExit(main())
