"""`python -m api.cli` is the command `custody`."""

from api.cli import main

if __name__ == "__main__":
    main()
