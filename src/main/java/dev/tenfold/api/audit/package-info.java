/** The audit log: who changed accounts, keys, products and orders, and who failed to sign in. */
@NullMarked
package dev.tenfold.api.audit;

import org.jspecify.annotations.NullMarked;
