package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.PreconditionFailed;
import dev.tenfold.platform.failure.Failure.PreconditionRequired;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;

/**
 * The versions in {@code If-Match} on which a change may be based (RFC 9110, section 13.1.1). They are compared strongly, so a weak tag
 * never matches.
 */
public final class IfMatch {

    private final List<ETag> tags;

    private IfMatch(List<ETag> tags) {
        this.tags = tags;
    }

    /**
     * Parses the header.
     * @throws PreconditionRequired when there is none
     */
    public static IfMatch of(@Nullable String header) {
        if (header == null) {
            throw new PreconditionRequired();
        }
        return new IfMatch(ETag.parse(header));
    }

    /** @throws PreconditionFailed when the header does not contain the resource's version */
    public void require(long version) {
        String current = EntityTags.of(version);
        if (tags.stream().noneMatch(tag -> tag.isWildcard() || (!tag.weak() && EntityTags.names(tag, current)))) {
            throw new PreconditionFailed();
        }
    }
}
