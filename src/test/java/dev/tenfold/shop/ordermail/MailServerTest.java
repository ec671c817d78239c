package dev.tenfold.shop.ordermail;

import dev.tenfold.jobs.job.PermanentFailure;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.testing.services.FreePort;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Which answers of a mail server end a mail, and which let it wait. */
class MailServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration ROOMY = Duration.ofSeconds(20); // for servers that do answer, on a busy machine

    @ParameterizedTest
    @CsvSource({"MAIL, 550 5.7.1 not from you, 550 5.7.1", "RCPT, 550 5.1.1 <buyer@tenfold.test> no such user, 550 5.1.1",
        "RCPT, 553 no such name, 553", "DATA, 554 5.7.1 spam, 554 5.7.1"})
    void aPermanentRefusalEndsTheMailAndOnlyItsCodeIsLogged(String command, String reply, String code) {
        try (var server = new ScriptedMailServer(command, reply)) {
            assertThatThrownBy(() -> send(server.port(), null, ROOMY)).isInstanceOf(PermanentFailure.class)
                    .hasMessage("The mail server refused the mail with the code " + code)
                    .hasNoCause()
                    .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"MAIL, 421 4.3.2 shutting down", "MAIL, 451 try again later", "RCPT, 450 4.2.1 greylisted", "DATA, 452 4.3.1 disk full",
        "MAIL, 530 5.7.0 authentication required"})
    void aMailWaitsForAServerThatDoesNotTakeItNow(String command, String reply) {
        try (var server = new ScriptedMailServer(command, reply)) {
            assertThatThrownBy(() -> send(server.port(), null, ROOMY)).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void aMailWaitsWhereThePasswordOfTheServerIsWrong() {
        try (var server = new ScriptedMailServer("AUTH", "535 5.7.8 wrong password")) {
            assertThatThrownBy(() -> send(server.port(), "user", ROOMY)).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void aMailWaitsForAServerThatIsAway() {
        int closed = FreePort.find();
        assertThatThrownBy(() -> send(closed, null, ROOMY)).isInstanceOf(Unavailable.class);
    }

    /** No single read would time out. */
    @Test
    void aServerThatRepliesByteByByteIsLeftAfterTheLimit() {
        try (var server = new ScriptedMailServer("MAIL", "")) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> send(server.port(), null, LIMIT)).isInstanceOf(Unavailable.class).hasMessageContaining("in time");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(LIMIT, LIMIT.plusSeconds(20));
            await().until(() -> server.open() == 0); // its connection is closed
        }
    }

    @Test
    void aMailThatIsTakenIsSent() throws MessagingException {
        try (var server = new ScriptedMailServer("NOTHING", "")) {
            send(server.port(), null, ROOMY);
        }
    }

    private static void send(int port, String user, Duration limit) throws MessagingException {
        var sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(port);
        sender.getJavaMailProperties().putAll(Map.of("mail.smtp.timeout", "10000", "mail.smtp.connectiontimeout", "5000"));
        if (user != null) {
            sender.setUsername(user);
            sender.setPassword("wrong");
            sender.getJavaMailProperties().put("mail.smtp.auth", "true");
        }
        TestMail.send(sender, limit, true);
    }
}
