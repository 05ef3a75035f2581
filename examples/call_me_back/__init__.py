"""A "call me back" form for a web site, whole: the part of a page, and the few lines of server that it needs."""
