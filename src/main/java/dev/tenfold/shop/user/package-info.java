/** Users: sign-up, profiles, passwords, roles. */
@NullMarked
package dev.tenfold.shop.user;

import org.jspecify.annotations.NullMarked;
