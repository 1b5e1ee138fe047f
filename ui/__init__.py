"""The chat page: a Gradio room behind a guard of our own.

Gradio reads its environment while it is imported, so its telemetry is turned off here, before any
module of this package can import it.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
