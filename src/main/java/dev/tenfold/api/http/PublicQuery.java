package dev.tenfold.api.http;

import dev.tenfold.platform.failure.Failure.Malformed;
import jakarta.validation.Validator;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the query of a {@link PublicRead} into records. */
@Component
public class PublicQuery {

    private final Validator validator;

    PublicQuery(Validator validator) {
        this.validator = validator;
    }

    /** A reader of queries whose parameters are the components of these two records. */
    public <A extends Record, B extends Record> QueryReader<A, B> of(Class<A> first, Class<B> second) {
        return new QueryReader<>(first, second, validator);
    }

    /** Two records of one query. */
    public record Pair<A, B>(A first, B second) {}

    /** Reads queries into two records. */
    public static final class QueryReader<A extends Record, B extends Record> {

        private final Class<A> firstType;
        private final Class<B> secondType;
        private final QueryRecord first;
        private final QueryRecord second;
        private final Set<String> known = new HashSet<>();

        private QueryReader(Class<A> firstType, Class<B> secondType, Validator validator) {
            this.firstType = firstType;
            this.secondType = secondType;
            this.first = new QueryRecord(firstType, validator, true);
            this.second = new QueryRecord(secondType, validator, true);
            QueryRecord.names(firstType).forEach(known::add);
            QueryRecord.names(secondType).forEach(known::add);
        }

        /** The records of the request's query, or null if the query is invalid: Spring MVC refuses it. */
        public @Nullable Pair<A, B> read(Request request) {
            Fields query = parameters(request);
            if (query == null) {
                return null;
            }
            for (Fields.Field parameter : query) {
                if (!known.contains(parameter.getName()) || parameter.hasMultipleValues() || !Text.isStorable(parameter.getValue())) {
                    return null;
                }
            }
            try {
                return new Pair<>(firstType.cast(first.fill(query::getValue)), secondType.cast(second.fill(query::getValue)));
            } catch (Malformed refused) {
                return null;
            }
        }

        private static @Nullable Fields parameters(Request request) {
            try {
                return Request.extractQueryParameters(request);
            } catch (RuntimeException failure) {
                if (failure instanceof HttpException) { // an interface: the query cannot be decoded
                    return null;
                }
                throw failure;
            }
        }
    }
}
