package dev.tenfold.shop.payment;

import dev.tenfold.shop.money.Money;
import dev.tenfold.shop.order.OrderId;

/**
 * What the payment provider reports about a payment.
 * @param reference the provider's name for the payment
 */
record PaymentEvent(OrderId order, Money amount, String reference, PaymentStatus status) {}
