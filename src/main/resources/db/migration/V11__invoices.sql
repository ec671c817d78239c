-- An order has one invoice. It says who bought as it was when it was issued, and keeps that when the user is deleted: invoices are for the books.
CREATE TABLE invoices (
    order_id    uuid        PRIMARY KEY REFERENCES orders,
    number      bigint      NOT NULL UNIQUE CHECK (number > 0),
    buyer_name  text,
    buyer_email text,
    issued_at   timestamptz NOT NULL
);

-- The last number that was given. Numbers have no gaps, which no sequence can promise: whoever issues an invoice holds this row until it commits.
CREATE TABLE invoice_numbers (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    last    bigint  NOT NULL CHECK (last >= 0)
);
INSERT INTO invoice_numbers (last) VALUES (0);
