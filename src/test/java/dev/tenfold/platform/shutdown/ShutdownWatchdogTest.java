package dev.tenfold.platform.shutdown;

import dev.tenfold.platform.worker.SupervisedLoop;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the watchdog says of the threads that still run. */
class ShutdownWatchdogTest {

    private static final String DUMP = """
            #1 "main" prio=5
                  at java.base/java.lang.Object.wait(Native Method)
                  at %1$s.awaitIdle(GracefulShutdown.java:101)
            #42 "webhooks" daemon prio=5
                  at java.base/java.util.concurrent.Semaphore.tryAcquire(Semaphore.java:415)
                  at %2$s.await(SupervisedLoop.java:72)
                  at dev.tenfold.messaging.delivery.WebhookDispatcher.runOnce(WebhookDispatcher.java:73)
                  at %2$s.run(SupervisedLoop.java:98)
            #43 "stopping-watchdog" daemon prio=5
                  at %3$s.work(ShutdownWatchdog.java:48)
            #44 "" virtual
                  at java.base/java.lang.VirtualThread.park(VirtualThread.java:500)
                  at dev.tenfold.shop.order.OrderService.get(OrderService.java:60)
            """.formatted(GracefulShutdown.class.getName(), SupervisedLoop.class.getName(), ShutdownWatchdog.class.getName());

    @Test
    void itNamesTheBlockedThreadsAndNotItself() {
        assertThat(ShutdownWatchdog.places(DUMP)).containsExactly(
                " at dev.tenfold.shop.order.OrderService.get(OrderService.java:60)",
                "webhooks at dev.tenfold.messaging.delivery.WebhookDispatcher.runOnce(WebhookDispatcher.java:73)");
    }
}
