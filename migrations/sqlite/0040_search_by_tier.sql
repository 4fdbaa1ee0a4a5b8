-- Words of titles, of titles and headings, and of everything, each by themselves: a search looks at those of titles first, and at the next only
-- while it has not found enough. Entered anew at the next start.
DROP TABLE search_words;
CREATE VIRTUAL TABLE search_titles USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii', prefix = '2 3'
);
CREATE VIRTUAL TABLE search_headings USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii', prefix = '2 3'
);
CREATE VIRTUAL TABLE search_words USING fts5(
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii', prefix = '2 3'
);
