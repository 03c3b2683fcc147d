"""Demo data: a small AAB to look around in. Everything that no source tells is invented and marked so.

The content is the same every time; the days are counted from the day it is loaded, so that something
is always due. Cases are made with the portal's own write functions, on the days they would have
happened (`clock`), so that history, mails and decisions are as real ones.
"""
