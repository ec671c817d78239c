/** What a process is configured to be: its roles, the settings it needs, its budget of connections. */
@NullMarked
package dev.tenfold.platform.configuration;

import org.jspecify.annotations.NullMarked;
