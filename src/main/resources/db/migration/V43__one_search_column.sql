-- The old column "search" and its index cost a fifth of the time to write a product. Nothing of this release reads them. The release before V32 does: for it
-- the column stays, but is computed when it is read, from the words of the new search. PostgreSQL uses their index for it. So only words with accents are not
-- found by that release. This changes the catalog only: nothing is rewritten, and the old values are removed with the next change of each row.
ALTER TABLE products DROP COLUMN search;
ALTER TABLE products ADD COLUMN search tsvector GENERATED ALWAYS AS (search_words) VIRTUAL;
