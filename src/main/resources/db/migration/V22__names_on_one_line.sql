-- Names from before may have line breaks and other control characters, which would end up in mails, files and logs. Instances of the release
-- before may still write such names until they are gone, so invoices replace these characters too.
UPDATE users
   SET name = regexp_replace(name, '[\u0001-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]', ' ', 'g'), version = version + 1
 WHERE name ~ '[\u0001-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]';
