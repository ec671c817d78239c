package dev.tenfold.cache.redis;

import dev.tenfold.testing.services.NameServer;
import dev.tenfold.testing.services.NetworkProxy;
import dev.tenfold.testing.services.RedisProcess;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import dev.tenfold.testing.services.TenfoldTest;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The settings have a host name for Redis, and the name's address changes: as after a failover. The name server is the test's own. */
@TenfoldTest
@DirtiesContext
class RedisNameTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Services OWN = SeparateDatabase.create();
    private static final RedisProcess FIRST = RedisProcess.launch();
    private static final RedisProcess SECOND = RedisProcess.launch();
    private static final NameServer NAMES = new NameServer(List.of("127.0.0.1"));

    @Autowired
    private RedisConnectionState redis;

    @DynamicPropertySource
    static void byName(DynamicPropertyRegistry registry) {
        OWN.addTo(registry);
        registry.add("spring.data.redis.url", () -> "redis://redis.tenfold.test:" + FIRST.port());
    }

    @TestConfiguration
    static class OwnNameServer {

        @Bean
        ClientResourcesBuilderCustomizer ownNameServer() {
            var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), NAMES.port());
            return resources -> resources.addressResolverGroup(
                    new DnsAddressResolverGroup(new DnsNameResolverBuilder().datagramChannelType(NioDatagramChannel.class)
                            .resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY)
                            .nameServerProvider(new SingletonDnsServerAddressStreamProvider(server))));
        }
    }

    @AfterAll
    static void close() {
        NAMES.close();
        FIRST.close();
        SECOND.close();
    }

    /** The old server keeps its connections, and answers writes with READONLY: only another look-up of the name leads away from it. */
    @Test
    void theNameIsLookedUpAgainWhenTheServerRefusesWrites() throws UnknownHostException {
        await().atMost(SOON).until(redis::isUp);
        assertThat(clientsOf(FIRST)).isPositive();
        try (var _ = new NetworkProxy(SECOND.port(), FIRST.port(), InetAddress.getByName("127.0.0.2"))) {
            NAMES.addresses(List.of("127.0.0.2"));
            assertThat(FIRST.ask("REPLICAOF 127.0.0.1 " + SECOND.port())).startsWith("+OK");
            await().atMost(SOON).until(() -> clientsOf(SECOND) > 0 && redis.isUp());
            await().atMost(SOON).until(() -> clientsOf(FIRST) == 0);
        }
    }

    private static long clientsOf(RedisProcess server) {
        return server.ask("CLIENT LIST").lines().filter(client -> client.contains("name=tenfold")).count();
    }
}
