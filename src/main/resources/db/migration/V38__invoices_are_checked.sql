-- Apart from V37: this reads the whole table, and blocks nobody meanwhile.
ALTER TABLE invoices VALIDATE CONSTRAINT invoices_seller, VALIDATE CONSTRAINT invoices_tax;
