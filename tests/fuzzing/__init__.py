"""A browser with bad manners: it reads the pages it gets, and sends their forms back as nobody should.

`badness.py` is what it writes, `files.py` what it uploads, `pages.py` how it reads a page, `sending.py` one request that
can be written down and sent again, `spoiling.py` how it spoils a form, `beyond.py` what no form has, `stage.py` as whom,
`browser.py` how it goes about, `holding.py` what must hold for every answer.
"""
