package dev.tenfold.messaging.delivery;

import dev.tenfold.messaging.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

/** The loop that claims deliveries. */
class WebhookDispatcherTest {

    private static final long SOON_MILLIS = 30_000;

    private final AttemptRepository attempts = mock();
    private final DeliveryAttemptHandler handler = mock();
    private final WebhookDispatcher dispatcher = new WebhookDispatcher(attempts, handler,
            new DeliveryProperties(4, 2, Duration.ofMillis(10), List.of(), Duration.ofDays(5), Duration.ofDays(14), Duration.ofMinutes(1),
                    Duration.ofSeconds(10)));

    @Test
    void anUnexpectedFailureDoesNotEndTheLoop() {
        var attempt = new DeliveryAttempt(new DeliveryId(UUID.randomUUID()), new WebhookId(UUID.randomUUID()), UUID.randomUUID(),
                "test.happened", "https://example.com", "{}", null, List.of(), 1, Instant.EPOCH, 0);
        when(attempts.claim(any(), anyInt(), anyInt(), any())).thenThrow(new ClassCastException("nobody expected this"))
                .thenThrow(new NoClassDefFoundError("nor this")).thenReturn(List.of(attempt)).thenReturn(List.of());
        dispatcher.start();
        try {
            verify(handler, timeout(SOON_MILLIS)).make(attempt);
            assertThat(dispatcher.isRunning()).isTrue();
        } finally {
            dispatcher.stop();
        }
        assertThat(dispatcher.isRunning()).isFalse();
    }
}
