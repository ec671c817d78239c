package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.PreconditionFailed;
import dev.tenfold.platform.failure.Failure.PreconditionRequired;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;

/** The versions that a change may be based on (RFC 9110, section 13.1.1): compared strongly, so a weak tag never matches. */
public final class IfMatch {

    private final List<ETag> tags;

    private IfMatch(List<ETag> tags) {
        this.tags = tags;
    }

    /**
     * Reads the header.
     *
     * @throws PreconditionRequired when there is none
     */
    public static IfMatch of(@Nullable String header) {
        if (header == null) {
            throw new PreconditionRequired();
        }
        return new IfMatch(ETag.parse(header));
    }

    /** Reads the header where it is optional: without it, every version will do. */
    public static IfMatch ofOptional(@Nullable String header) {
        return new IfMatch(ETag.parse(header == null ? "*" : header));
    }

    /** @throws PreconditionFailed when the resource has a version that the header does not name */
    public void require(long version) {
        String current = EntityTags.of(version);
        if (tags.stream().noneMatch(tag -> tag.isWildcard() || (!tag.weak() && EntityTags.names(tag, current)))) {
            throw new PreconditionFailed();
        }
    }
}
