"""Which paths exist, and for which methods.

Uploads, files, proxies, streams, run history, monitoring and the code editor of Gradio are not here.
"""

from __future__ import annotations

import re

READ = re.compile(
    r"/|/library/?|/config|/robots\.txt|/dateline/article|/dateline/(?:kept|library)/(?!.*\.\.).+"
    r"|/gradio_api/(?:info|startup-events|queue/status)"
)
STREAM = re.compile(r"/gradio_api/(?:heartbeat/[^/]+|queue/data|call/[^/]+/[^/]+)")
STATIC = re.compile(r"/theme\.css|/manifest\.json|/favicon\.ico|/(?:assets|static|dateline/web)/(?!.*\.\.).+")
# Events of the page that do not wait in line, such as Stop, come by run/predict; Gradio runs no other by it.
WRITE = re.compile(
    r"/gradio_api/(?:queue/join|call/(?:ask|search)|run/predict|cancel|reset)/?|/dateline/(?:kept|library)/(?!.*\.\.).+"
)
ASK = re.compile(r"/gradio_api/(?:queue/join|call/(?:ask|search))/?")  # what waits in Gradio's queue
UPLOAD = "/dateline/library/upload"  # its body is passed on as it comes, up to a bound of its own
FOR_EVER = ("/assets/",)  # these files carry a hash of what is in them in their names
LASTING = ("/static/",)


def exists(method: str, path: str) -> bool:
    if method == "POST":
        return WRITE.fullmatch(path) is not None
    return any(way.fullmatch(path) for way in (READ, STREAM, STATIC))


def counts(path: str) -> bool:
    """Whether a request is one of those that a person may send so many of.

    Files that never change are not, nor are the streams that follow a question that has been counted.
    """
    return not (STATIC.fullmatch(path) or STREAM.fullmatch(path))
