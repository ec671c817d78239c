package dev.tenfold.shop.user;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be done to users.
 * @param adminsSetPasswords whether an admin may set another user's password. Without it, the only way is a reset by mail, so nobody else
 * ever knows a user's password
 */
@ConfigurationProperties("tenfold.user")
record UserProperties(@DefaultValue("true") boolean adminsSetPasswords) {}
