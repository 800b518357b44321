"""`python -m hotline.cli`: the same command without the script."""

from hotline.cli import main

main()
