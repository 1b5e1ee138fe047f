"""The chat page: a Gradio room behind a guard of our own.

Gradio reads its environment while it is imported, so what it would do behind our back is turned off
here, before any module of this package can import it: telemetry, and statistics it would compute anew
after every single event.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
