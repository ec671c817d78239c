-- E-mails are compared with the A-labels of their domain (RFC 5890): one mailbox has one key, whether it is written bücher.example or
-- xn--bcher-kva.example. This rewrites the keys of earlier releases. They are few, because mails to such addresses could not be sent.
-- It locks only these rows. An instance of the release before this one does not find them.
DO $$
DECLARE
    found record;
    label text;
    key text;
    codes integer[];
    code integer;
    done integer;
    basic integer;
    delta integer;
    bias integer;
    n integer;
    q integer;
    k integer;
    t integer;
    encoded text;
BEGIN
    FOR found IN
        SELECT id, email_key
          FROM users
         WHERE octet_length(email_key) <> char_length(email_key) AND substring(email_key FROM '[^@]*$') ~ '[^\x01-\x7F]'
         ORDER BY id
    LOOP
        key := substring(found.email_key FROM '^.*@');
        -- UTS 46: the ideographic full stop is a dot, and some characters are left out
        FOREACH label IN ARRAY string_to_array(
                regexp_replace(translate(substring(found.email_key FROM '[^@]*$'), U&'\3002', '.'),
                        '[\u00AD\u034F\u180B-\u180D\u180F\u200B\u2060\u2064\uFE00-\uFE0F\uFEFF]', '', 'g'), '.')
        LOOP
            IF label ~ '[^\x01-\x7F]' THEN -- Punycode (RFC 3492, section 6.3)
                codes := ARRAY(SELECT ascii(c) FROM regexp_split_to_table(label, '') WITH ORDINALITY AS each (c, at) ORDER BY at);
                encoded := regexp_replace(label, '[^\x01-\x7F]', '', 'g');
                basic := length(encoded);
                IF basic > 0 THEN
                    encoded := encoded || '-';
                END IF;
                done := basic;
                delta := 0;
                bias := 72;
                n := 128;
                WHILE done < cardinality(codes) LOOP
                    SELECT min(c) INTO STRICT q FROM unnest(codes) AS c WHERE c >= n;
                    delta := delta + (q - n) * (done + 1);
                    n := q;
                    FOREACH code IN ARRAY codes LOOP
                        IF code < n THEN
                            delta := delta + 1;
                        ELSIF code = n THEN
                            q := delta;
                            k := 36;
                            LOOP
                                t := greatest(1, least(26, k - bias));
                                EXIT WHEN q < t;
                                encoded := encoded || substr('abcdefghijklmnopqrstuvwxyz0123456789', t + (q - t) % (36 - t) + 1, 1);
                                q := (q - t) / (36 - t);
                                k := k + 36;
                            END LOOP;
                            encoded := encoded || substr('abcdefghijklmnopqrstuvwxyz0123456789', q + 1, 1);
                            delta := delta / (CASE WHEN done = basic THEN 700 ELSE 2 END);
                            done := done + 1;
                            delta := delta + delta / done;
                            k := 0;
                            WHILE delta > 455 LOOP
                                delta := delta / 35;
                                k := k + 36;
                            END LOOP;
                            bias := k + 36 * delta / (delta + 38);
                            delta := 0;
                        END IF;
                    END LOOP;
                    delta := delta + 1;
                    n := n + 1;
                END LOOP;
                label := 'xn--' || encoded;
            END IF;
            key := key || CASE WHEN key LIKE '%@' THEN '' ELSE '.' END || label;
        END LOOP;
        BEGIN
            UPDATE users
               SET email_key = key,
                   verified_email_key = CASE WHEN verified_email_key = email_key THEN key ELSE verified_email_key END
             WHERE id = found.id AND email_key = found.email_key; -- unless an instance has changed it meanwhile
        EXCEPTION WHEN unique_violation THEN
            RAISE WARNING 'User % has the same mailbox as another user. As an admin, change the e-mail of one of them', found.id;
        END;
    END LOOP;
END
$$;
