"""The door in front of Gradio: what the page does not need does not get in.

Gradio answers uploads of any size, file and proxy routes and any Host by default, sends no security
headers and asks nobody for a password. The guard lets through the routes of the page (`ways`), from its
own origin, with a body of a bounded size (`bodies`), from whoever has the password where one is set
(`password`), as often as a person asks (`rate`), and puts a strict Content-Security-Policy on every
answer (`dress`).
"""

from ui.guard.door import Guard as Guard
from ui.guard.rules import Rules as Rules
from ui.guard.rules import rules as rules
