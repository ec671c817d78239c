/** How a process is configured: its roles, its required settings, its number of database connections. */
@NullMarked
package dev.tenfold.platform.configuration;

import org.jspecify.annotations.NullMarked;
