-- SKUs are unique without regard to case, texts may be longer, and the search folds accents and finds parts of words (docs/adr: search).
-- The column "search" and its index stay for the release before this one. A later release drops them.
ALTER TABLE products
    ADD COLUMN sku_key text COLLATE "C", -- the SKU as SkuKey folds it: living products have different keys
    ADD COLUMN search_words tsvector,    -- what search_document makes of the texts
    DROP CONSTRAINT products_sku_check,
    DROP CONSTRAINT products_description_check,
    DROP CONSTRAINT products_category_check,
    ADD CONSTRAINT products_sku_length CHECK (char_length(sku) BETWEEN 1 AND 100) NOT VALID,
    ADD CONSTRAINT products_description_length CHECK (octet_length(description) <= 65536) NOT VALID,
    ADD CONSTRAINT products_category_length CHECK (char_length(category) BETWEEN 1 AND 200) NOT VALID;

-- A text without case, accents and punctuation: words with spaces between them. Normal forms and case folding are those of Unicode. Marks are
-- removed from Latin, Greek, Cyrillic, Hebrew and Arabic letters only: elsewhere they are vowels. A few letters have no mark to remove.
CREATE FUNCTION search_fold(input text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    folded text;
BEGIN
    IF octet_length(input) = char_length(input) THEN -- ASCII only
        RETURN regexp_replace(lower(input COLLATE "C"), '[^a-z0-9]+', ' ', 'g');
    END IF;
    folded := translate(input, '©®℠™', '    '); -- NFKC would make them letters of the word before
    folded := normalize(casefold(normalize(folded, NFKC) COLLATE pg_unicode_fast), NFKD);
    folded := regexp_replace(folded, '[\u00AD\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u200B-\u200F\u2060-\u2064\uFE00-\uFE0F\uFEFF]', '', 'g');
    folded := normalize(folded, NFKC);
    folded := replace(replace(replace(translate(folded, 'øłđðħıŧŋ', 'olddhitn'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    RETURN regexp_replace(folded COLLATE pg_unicode_fast,
            '[[:punct:][:space:][:cntrl:]$+<=>^`|~\u00A2-\u00A9\u00AC\u00AE-\u00B1\u00B4\u00D7\u00F7\u2010-\u2BFF\u3000-\u3004\u3008-\u303F\U0001F000-\U0001FAFF]+', ' ', 'g');
END
$$;

-- The same, with each run of letters of a script without spaces as its pairs of letters, and its last letter: "abc" is "ab bc c". So any part of the
-- run is a phrase of pairs. The scripts: Thai, Lao, Myanmar, Khmer, Han, Kana, Hangul.
CREATE FUNCTION search_tokens(input text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    without_spaces CONSTANT text :=
            '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]';
    folded text := search_fold(input);
BEGIN
    IF octet_length(folded) = char_length(folded) OR folded !~ without_spaces THEN
        RETURN folded;
    END IF;
    RETURN (
        SELECT string_agg(CASE WHEN NOT pairs THEN c || CASE WHEN next_pairs THEN ' ' ELSE '' END
                               WHEN next_pairs THEN c || next || ' '
                               ELSE c || ' ' END, '' ORDER BY n)
          FROM (SELECT n, c, pairs, lead(c) OVER letters AS next, lead(pairs) OVER letters AS next_pairs
                  FROM (SELECT n, c, c ~ without_spaces AS pairs FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS letter (c, n)) AS letter
                WINDOW letters AS (ORDER BY n)) AS letter);
END
$$;

-- What a search finds of a product: all words in their English root form. Those of the name and the SKU are there as they are too, for their beginnings
CREATE FUNCTION search_document(name text, sku text, description text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    names CONSTANT text := search_tokens(name) || ' ' || search_tokens(sku);
BEGIN
    RETURN to_tsvector('pg_catalog.english', names) || to_tsvector('pg_catalog.simple', names)
            || to_tsvector('pg_catalog.english', search_tokens(description));
END
$$;

-- A word or a phrase of a query. "open" is a word that is still being typed: it also finds words that begin so
CREATE FUNCTION search_term(input text, open boolean) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    words text[] := array_remove(string_to_array(search_tokens(input), ' '), '');
    count integer := cardinality(words);
    is_letter boolean; -- of a script without spaces
    found tsquery;
BEGIN
    IF count = 0 THEN
        RETURN ''::tsquery;
    END IF;
    is_letter := char_length(words[count]) = 1 AND search_tokens(words[count]) LIKE '% ';
    IF is_letter AND count > 1 AND char_length(words[count - 1]) = 2 AND right(words[count - 1], 1) = words[count] THEN
        words := trim_array(words, 1); -- the last letter alone: in a product, the run may go on there
        is_letter := false;
    END IF;
    found := phraseto_tsquery('pg_catalog.english', array_to_string(words, ' '));
    IF open OR is_letter THEN -- words have no quotes
        RETURN found || to_tsquery('pg_catalog.simple', '''' || array_to_string(words, ''' <-> ''') || ''':*');
    END IF;
    IF numnode(found) = 0 AND octet_length(input) > char_length(input) THEN -- "thé" is not the word "the", which is left out
        RETURN phraseto_tsquery('pg_catalog.simple', array_to_string(words, ' '));
    END IF;
    RETURN found;
END
$$;

-- A query as typed into a search box: words, "phrases", or, -not
CREATE FUNCTION search_query(input text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET client_min_messages = warning AS $$ -- no notice for a query of stop words
DECLARE
    part text[]; -- "-", the phrase, the word
    rest integer := (SELECT count(*) FROM regexp_matches(input, '(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))', 'g'));
    is_typed CONSTANT boolean := input !~ '[\s"]$'; -- whether the last word may go on
    term tsquery;
    all_of tsquery := '';
    any_of tsquery := '';
BEGIN
    FOR part IN SELECT regexp_matches(input, '(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))', 'g') LOOP
        rest := rest - 1;
        IF lower(part[3]) = 'or' AND part[1] = '' AND rest > 0 THEN
            any_of := any_of || all_of;
            all_of := '';
        ELSE
            term := search_term(coalesce(part[2], part[3]), rest = 0 AND is_typed AND part[1] = '' AND part[3] IS NOT NULL);
            IF part[1] = '-' AND numnode(term) > 0 THEN
                term := !! term;
            END IF;
            all_of := all_of && term;
        END IF;
    END LOOP;
    RETURN any_of || all_of;
END
$$;

-- With what the index of words is asked for a query; the rows are compared with the query itself. The index reads all products that have any word with the
-- beginning of the last word. If few products have the other words, comparing them takes less time.
CREATE FUNCTION search_key(input text) RETURNS tsquery LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    others tsquery;
BEGIN
    IF input !~ '\S\s+[^\s"]+$' OR input ~* '[\s"]or\s' THEN
        RETURN search_query(input);
    END IF;
    others := search_query(regexp_replace(input, '\S+$', ''));
    IF numnode(others) = 0 OR EXISTS (SELECT FROM products WHERE search_words @@ others AND deleted_at IS NULL OFFSET 5000 LIMIT 1) THEN
        RETURN search_query(input);
    END IF;
    RETURN others;
END
$$;

-- Sets the words, also for the release before this one. V33 adds the key. FROM CURRENT: logical replication and pg_restore write with an empty
-- search_path.
CREATE FUNCTION products_derive() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.name, NEW.sku, NEW.description) IS DISTINCT FROM (OLD.name, OLD.sku, OLD.description) THEN
        NEW.search_words := search_document(NEW.name, NEW.sku, NEW.description);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER products_derive BEFORE INSERT OR UPDATE OF name, sku, description ON products FOR EACH ROW EXECUTE FUNCTION products_derive();
ALTER TABLE products ENABLE ALWAYS TRIGGER products_derive; -- also where a tool has switched off the checks of foreign keys
