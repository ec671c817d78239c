package dev.tenfold.testing.demo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Excludes the tests' components from the first run: their classes are on the same class path, and the service scans for components. */
public final class NotTestClasses extends TypeExcludeFilter {

    /** A folder, or the jar that {@code ChildJvm} makes of it: then the address is in the middle of the URL. */
    private static final String OUR_PLACE = NotTestClasses.class.getProtectionDomain().getCodeSource().getLocation().toString();

    @Override
    public boolean match(MetadataReader candidate, MetadataReaderFactory readers) throws IOException {
        return candidate.getResource().getURL().toString().contains(OUR_PLACE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NotTestClasses;
    }

    @Override
    public int hashCode() {
        return NotTestClasses.class.hashCode();
    }
}
