package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Durability;
import dev.tenfold.testing.services.EmbeddedServices;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** PostgreSQL is killed and started again while orders are placed. */
@Proof
class DatabaseRestartTest {

    private static final Logger log = LoggerFactory.getLogger(DatabaseRestartTest.class);
    private static final int CLIENTS = 16;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void ordersContinueWhenTheDatabaseIsBackAndNoneIsLostOrDoubled() {
        try (var services = EmbeddedServices.start(Durability.CRASH_SAFE);
                var instance = Instance.launch(services.addresses(), Map.of()).awaitReady()) {
            var postgres = services.postgres().address();
            var jdbc = postgres.client();
            var api = new ApiClient(instance.port());
            var users = new TestUsers(jdbc);
            var products = new TestProducts(api.as(users.admin().token()));
            try (var clients =
                    new OrderClients(CLIENTS, api, users,
                            List.of(products.product(1_000_000), products.product(1_000_000), products.product(500)))) {
                clients.awaitAnswers(10 * CLIENTS);
                services.postgres().kill();
                clients.awaitRetries(1);
                services.postgres().start();
                long accepting = System.nanoTime();
                Duration back = untilTheNextOrder(clients, accepting);
                log.info("The first order was placed {} ms after PostgreSQL accepted connections", back.toMillis());
                clients.awaitAnswers(5 * CLIENTS);
                clients.stop();

                assertThat(back).isLessThan(LIMIT);
                clients.holdTheServiceToItsWord(jdbc);
                new OrderAudit(jdbc).holds();
                Results.write("database-restart", DatabaseRestartTest.class, Map.of("ms until the first order", back.toMillis(),
                        "orders lost or placed twice", 0));
            }
        }
    }

    private static Duration untilTheNextOrder(OrderClients clients, long since) {
        while (clients.lastOrderAt() < since && System.nanoTime() - since < 2 * LIMIT.toNanos()) {
            LockSupport.parkNanos(500_000);
        }
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
