package dev.tenfold.api.openapi;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import org.hibernate.validator.constraints.CodePointLength;
import org.springdoc.core.customizers.ParameterCustomizer;
import org.springdoc.core.models.GroupedOpenApi;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the document says of the service as a whole; one document a version, and one of all. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    /** The name of the only security scheme. */
    static final String ACCESS_TOKEN = "access_token";

    private static final String GUIDE = """
            Users, products, stock and orders over HTTP.

            **Signing in.** In the demo (`mvn spring-boot:test-run`) send `POST /api/v1/auth/token` as it stands in its example: \
            `ana.ribeiro@example.com` with `just-looking-around` is a customer, `maren.okonkwo@tenfold.example` with `keeper-of-the-shop` \
            the admin. Elsewhere sign up first. Copy `access_token` from the answer, press **Authorize**, paste it, and try everything out. \
            It is good for 15 minutes; `POST /api/v1/auth/refresh` gives the next.

            **Doing things once.** What moves stock or money takes an `Idempotency-Key` of your making. Send the same key and body again, \
            after a timeout for instance, and you get the first answer again, marked `Idempotent-Replayed: true`: nothing happens twice. \
            Keys live for 24 hours and are yours alone.

            **Not losing changes.** What you read by id has an `ETag`. Send it as `If-Match` with a change, and the change is refused with 412 \
            if somebody was faster. Send it as `If-None-Match` when you read again, and 304 saves the body.

            **Lists** come in pages. Follow `next_cursor`, or the `Link` header with `rel="next"`, until there is none.

            **Errors** are problem documents (RFC 9457). `code` is stable and for programs, `detail` for people, and `type` leads to a page \
            that says more: all of them are at [/problems](/problems). Quote `request_id` when you report one. Members, headers and codes may \
            be added to answers within a version; requests are read strictly, and a member that we do not know is refused.""";

    @Bean
    OpenAPI guide(ObjectProvider<BuildProperties> build) {
        BuildProperties built = build.getIfAvailable();
        return new OpenAPI()
                .info(new Info().title("Tenfold").version(built == null ? "unknown" : built.getVersion()).description(GUIDE)
                        .contact(new Contact().name("The operators of this service"))
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("Where this document came from")))
                .tags(List.of(
                        new Tag().name("Tokens")
                                .description("Signing in and out. Access tokens are short-lived JWTs; refresh tokens work once."),
                        new Tag().name("Users").description("Signing up, and one's own profile."),
                        new Tag().name("Products").description("The catalog, and what is in stock."),
                        new Tag().name("Orders").description(
                                "From `pending` by `paid` and `shipped` to `delivered`, or to `cancelled` or `expired`, which give the stock back."),
                        new Tag().name("Jobs").description(
                                "Work that runs after the answer: invoices, reports and imports. A job has a status, and a file when it has made one."),
                        new Tag().name("Webhooks").description(
                                "Who is told of events by HTTP, signed as Standard Webhooks has it, and what became of each delivery.")))
                .components(new Components().addSecuritySchemes(ACCESS_TOKEN,
                        new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer").bearerFormat("JWT")
                                .description("The `access_token` that `POST /api/v1/auth/token` answers.")));
    }

    @Bean
    GroupedOpenApi v1() {
        return GroupedOpenApi.builder().group("v1").displayName("Version 1").pathsToMatch("/api/v1/**", "/.well-known/**").build();
    }

    @Bean
    ParameterCustomizer lengths() {
        return (parameter, declared) -> {
            CodePointLength length = declared.getParameterAnnotation(CodePointLength.class);
            if (length != null) {
                RecordResolver.limit(parameter.getSchema(), length);
            }
            return parameter;
        };
    }

    @Bean
    ModelResolver records(ObjectMapperProvider mappers) {
        return new RecordResolver(mappers.jsonMapper());
    }
}
