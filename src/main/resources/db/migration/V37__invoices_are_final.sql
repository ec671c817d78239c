-- An issued invoice keeps what it said: the seller and the tax too, not only the buyer. An invoice of an earlier release gets its seller when its
-- document is made next, and no tax: it had none. Instances of that release add rows without these columns until they are gone.
ALTER TABLE invoices
    ADD COLUMN seller         text,
    ADD COLUMN seller_address text[],
    ADD COLUMN seller_tax_id  text,
    ADD COLUMN tax_label      text,
    ADD COLUMN tax_rate       numeric(7, 6), -- 0.19 is 19 %; null if the invoice shows no tax
    ADD COLUMN tax_amount     bigint,        -- part of the order's total, in minor units
    ADD CONSTRAINT invoices_seller CHECK ((seller IS NULL) = (seller_address IS NULL) AND (seller IS NOT NULL OR seller_tax_id IS NULL)) NOT VALID,
    ADD CONSTRAINT invoices_tax CHECK (num_nulls(tax_label, tax_rate, tax_amount) IN (0, 3)
        AND (tax_rate IS NULL OR tax_rate > 0 AND tax_rate <= 1 AND tax_amount >= 0)) NOT VALID;
