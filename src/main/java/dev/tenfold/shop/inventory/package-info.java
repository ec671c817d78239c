/**
 * The stock of each product, and the ledger of its changes. Only this package has statements that write {@code inventory} or {@code
 * stock_movements}. Other packages change stock by {@link dev.tenfold.shop.inventory.Inventory}, and a batch of new orders by {@link
 * dev.tenfold.shop.inventory.StockWithdrawal}.
 */
@NullMarked
package dev.tenfold.shop.inventory;

import org.jspecify.annotations.NullMarked;
