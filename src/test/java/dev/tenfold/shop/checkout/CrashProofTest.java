package dev.tenfold.shop.checkout;

import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestProducts;
import dev.tenfold.testing.client.TestUsers;
import dev.tenfold.testing.evidence.Results;
import dev.tenfold.testing.services.Instance;
import dev.tenfold.testing.services.Proof;
import dev.tenfold.testing.services.SeparateDatabase;
import dev.tenfold.testing.services.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The service is killed repeatedly while it places orders. {@code -Dtenfold.proof=full} kills it more often. */
@Proof
class CrashProofTest {

    private static final Logger log = LoggerFactory.getLogger(CrashProofTest.class);
    private static final int KILLS = Proof.FULL ? 30 : 3;
    private static final int CLIENTS = 32;
    private static final long MOST_NANOS_BEFORE_A_KILL = 200_000_000;

    @Test
    void killsOfTheServiceLoseOrDuplicateNoOrder() {
        Services services = SeparateDatabase.create();
        var postgres = services.postgres();
        var jdbc = postgres.client();
        try (var instance = Instance.launch(services, Map.of()).awaitReady()) {
            var api = new ApiClient(instance.port());
            var users = new TestUsers(jdbc);
            try (var clients = new OrderClients(CLIENTS, api, users, products(new TestProducts(api.as(users.admin().token()))))) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    clients.awaitAnswers(CLIENTS + ThreadLocalRandom.current().nextInt(10 * CLIENTS));
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_NANOS_BEFORE_A_KILL));
                    instance.kill();
                    instance.start();
                }
                instance.awaitReady();
                clients.awaitAnswers(CLIENTS);
                clients.stop();

                log.info("{} kills, {} clients: {} answers, {} of them orders, after {} retries", KILLS, CLIENTS, clients.answers(),
                        clients.orders(),
                        clients.retries());
                assertThat(clients.retries()).as("the kills were felt").isPositive();
                clients.holdTheServiceToItsWord(jdbc);
                new OrderAudit(jdbc).holds();
                Results.write("crash", CrashProofTest.class,
                        Map.of("kills", KILLS, "clients", CLIENTS, "answers", clients.answers(), "orders",
                                clients.orders(), "retries", clients.retries(), "orders lost or placed twice", 0));
            }
        }
    }

    /** Some products never run out and some soon do: refusals must be stored too. */
    private static List<String> products(TestProducts testProducts) {
        List<String> products = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            products.add(testProducts.product(1_000_000));
            products.add(testProducts.product(200));
        }
        return products;
    }
}
