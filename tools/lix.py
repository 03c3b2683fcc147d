"""How hard a Danish text is to read, on the command line: python -m tools.lix < text.txt"""

import sys

from accounts.lix import Reading, lix, read

__all__ = ["Reading", "lix", "read"]

if __name__ == "__main__":
    print(lix(sys.stdin.read()))
