"""The archive as tools over the Model Context Protocol, which `dateline mcp` serves on stdin and stdout."""
