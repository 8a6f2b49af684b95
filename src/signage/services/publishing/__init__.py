"""Every page as a file that any web server hands out: signed, hashed, switched over whole.

`DIR/current` leads to the newest release; in it lie `site` (what is served), `rules` (for nginx) and the
signed list of all files. Who renders the pages is told by a protocol (`signage.services.publishing.pages`).
"""
