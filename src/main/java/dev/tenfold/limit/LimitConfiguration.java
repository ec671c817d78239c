package dev.tenfold.limit;

import dev.tenfold.problem.Problems;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where requests are counted by their address. */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean
    RateLimitHandler rateLimitHandler(RequestLimits limits, Problems problems) {
        return new RateLimitHandler(limits, problems);
    }
}
