-- Whether a search finds few products, because few have one of its words, by the statistics of PostgreSQL: then the index of words is asked at once. A wrong
-- answer costs time, but changes no result. Words are looked at one by one: nobody knows how often two words are together, such as "café crème". VOLATILE,
-- because EXPLAIN needs it.
CREATE FUNCTION search_is_rare(input text) RETURNS boolean LANGUAGE plpgsql VOLATILE STRICT AS $$
DECLARE
    word text;
    term tsquery;
    plan json;
BEGIN
    IF input ~* '"|(^|\s)(-|or\s)' THEN -- a phrase, a word that is excluded, either of two words
        RETURN false;
    END IF;
    FOR word IN SELECT words[1] FROM regexp_matches(input, '\S+\s?', 'g') AS words LIMIT 4 LOOP
        term := search_query(word);
        CONTINUE WHEN numnode(term) = 0;
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM products WHERE search_words @@ %L::tsquery AND deleted_at IS NULL', term) INTO plan;
        -- an incomplete word is in its term twice: as it is, and as a beginning
        IF (plan -> 0 -> 'Plan' ->> 'Plan Rows')::double precision <= (CASE WHEN word ~ '\s$' THEN 3000 ELSE 6000 END) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END
$$;
