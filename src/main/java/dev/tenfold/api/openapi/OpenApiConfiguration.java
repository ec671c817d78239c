package dev.tenfold.api.openapi;

import dev.tenfold.api.route.ApiVersion;
import dev.tenfold.api.route.Routes;
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

            **Sign in.** In the demo (`mvn spring-boot:test-run`), send the example of `POST /api/v1/auth/token`: \
            `ana.ribeiro@example.com` with `just-looking-around` is a customer, `maren.okonkwo@tenfold.example` with `keeper-of-the-shop` \
            is the admin. Elsewhere, sign up first. Copy `access_token` from the response, press **Authorize** and paste it. \
            The token is valid for 15 minutes. `POST /api/v1/auth/refresh` returns a new one.

            **Idempotency.** Routes that change stock or money accept an `Idempotency-Key`, a value that you choose. If you retry with the \
            same key and body, for example after a timeout, you get the first response again with the header `Idempotent-Replayed: true`. \
            The operation does not happen twice. Keys expire after 24 hours. Each user has a separate set of keys.

            **Concurrent changes.** Resources that you read by id have an `ETag`. Send it as `If-Match` with a change: the service answers \
            412 if somebody else has changed the resource since. Send it as `If-None-Match` when you read again: the service answers 304 \
            without a body if nothing has changed.

            **Versions** run side by side, each with its own paths and its own document. They share users, orders and keys. Within a version, \
            nothing is removed or becomes required.

            **Lists** have pages. Follow `next_cursor`, or the `Link` header with `rel="next"`, until there is no next page.

            **Errors** are problem documents (RFC 9457). `code` is stable and meant for programs. `detail` is meant for people. `type` is the \
            address of a page that explains the code; [/problems](/problems) lists all of them. Give the `request_id` when you report an error. \
            New members, headers and codes may be added to responses within a version.

            **Requests are strict.** Unknown members and query parameters are refused, and so is a query parameter that is sent twice: 400, and \
            `detail` names it. Only public reads ignore the parameters `utm_*`, `fbclid`, `gclid` and `msclkid` of links. Entity tags are in \
            double quotes. The weight `q=0` in `Accept` excludes a media type.

            **Browsers.** A page of another origin may call the service if the operator has allowed its origin (CORS). It may send the headers \
            of this document, and read `ETag`, `Location`, `Link`, `Retry-After`, `RateLimit`, `RateLimit-Policy`, `X-Request-Id`, \
            `Idempotent-Replayed`, `Deprecation` and `Sunset`, also of errors. There are no cookies: leave out `credentials` in `fetch`.""";

    OpenApiConfiguration() {
        HeaderParameters.hideFromSpringdoc();
    }

    @Bean
    OpenAPI guide(ObjectProvider<BuildProperties> build) {
        BuildProperties built = build.getIfAvailable();
        return new OpenAPI()
                .info(new Info().title("Tenfold").version(built == null ? "unknown" : built.getVersion()).description(GUIDE)
                        .contact(new Contact().name("The operators of this service"))
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("The server that this document comes from")))
                .tags(List.of(
                        new Tag().name("Tokens")
                                .description("Sign in and sign out. Access tokens are short-lived JWTs. A refresh token works once."),
                        new Tag().name("Users").description("Sign up, and read or change a profile."),
                        new Tag().name("Products").description("The catalog and the stock."),
                        new Tag().name("Orders").description(
                                "An order goes from `pending` to `paid`, `shipped` and `delivered`. It can also become `cancelled` or `expired`; both return the stock."),
                        new Tag().name("Jobs").description(
                                "Work that runs in the background: invoices, reports and imports. A job has a status, and some jobs have a result file."),
                        new Tag().name("Webhooks").description(
                                "Addresses that receive events by HTTP, signed as Standard Webhooks describes, and the status of each delivery."),
                        new Tag().name("Audit").description("Who changed accounts, keys, products and orders, and who failed to sign in.")))
                .components(new Components().addSecuritySchemes(ACCESS_TOKEN,
                        new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer").bearerFormat("JWT")
                                .description("The `access_token` from the response of `POST /api/v1/auth/token`.")));
    }

    @Bean
    GroupedOpenApi v1() {
        return documentOf(ApiVersion.V1);
    }

    @Bean
    GroupedOpenApi v2() {
        return documentOf(ApiVersion.V2);
    }

    private static GroupedOpenApi documentOf(ApiVersion version) {
        return GroupedOpenApi.builder().group(version.segment()).displayName("Version " + version.number())
                .pathsToMatch(version.path(ApiVersion.ROOT) + "/**", Routes.KEYS).build();
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
