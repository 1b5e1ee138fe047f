"""An answer's receipt: what it rests on, so that anyone may check later whether that still stands.

A receipt holds the question as it was asked and on which terms, the answer, the archive's revision and
the models; of every quotation the article, the place and the SHA-256 of the article's text; of every
passage that was found its place and its SHA-256. `verify` holds it against an archive: is every article
still there, does every quotation stand where it stood, and does the same question get the same answer?
"""

from rag.receipt.check import told, verify
from rag.receipt.file import as_text, parsed, read, write
from rag.receipt.form import Checked, Models, Quoted, Read, Receipt, Standing, Terms, Verified
from rag.receipt.make import models_of, receipt, receipt_of

__all__ = [
    "Checked",
    "Models",
    "Quoted",
    "Read",
    "Receipt",
    "Standing",
    "Terms",
    "Verified",
    "as_text",
    "models_of",
    "parsed",
    "read",
    "receipt",
    "receipt_of",
    "told",
    "verify",
    "write",
]
