package dev.tenfold.shop.ordermail;

import dev.tenfold.jobs.job.PermanentFailure;
import dev.tenfold.platform.failure.Failure.Unavailable;
import dev.tenfold.platform.failure.ProblemCode;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Hands mails to the mail server, within a time limit, and distinguishes a refused mail from an unavailable server. */
@Component
class MailServer {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int PERMANENT = 500; // RFC 5321, section 4.2.1: codes from here on
    /** RFC 4954, section 6: the user or password in the settings is wrong, not the mail. */
    private static final Set<Integer> OF_AUTHENTICATION = Set.of(530, 534, 535, 538);
    private static final Pattern ENHANCED_CODE = Pattern.compile("\\d{3}[ -](\\d\\.\\d{1,3}\\.\\d{1,3})\\b"); // RFC 2034, section 4

    private final ObjectProvider<JavaMailSender> server;
    private final Duration limit;

    MailServer(ObjectProvider<JavaMailSender> server, MailProperties properties) {
        this.server = server;
        this.limit = properties.timeout();
        if (properties.tlsRequired()) {
            server.ifAvailable(MailEncryption::require);
        }
    }

    /** Whether this process has a mail server (spring.mail.host). */
    boolean isSet() {
        return server.getIfAvailable() != null;
    }

    /** @throws Unavailable when there is no mail server */
    MimeMessage newMessage() {
        return sender().createMimeMessage();
    }

    private JavaMailSender sender() {
        JavaMailSender sender = server.getIfAvailable();
        if (sender == null) {
            throw new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "No mail server is set (spring.mail.host)", RETRY_AFTER);
        }
        return sender;
    }

    /**
     * Sends a mail. The settings of {@code mail.smtp} limit the wait for each answer, but a server may send its answers byte by byte. So a
     * virtual thread sends the mail: to interrupt it closes its socket (java.net.Socket, "interrupted").
     * @throws Unavailable when the server does not take mails now
     * @throws PermanentFailure when it refuses this mail
     */
    void send(MimeMessage message) {
        JavaMailSender sender = sender();
        var sending = new FutureTask<@Nullable Void>(() -> sender.send(message), null);
        Thread thread = Thread.ofVirtual().name("smtp").start(sending);
        try {
            sending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, "The mail server does not answer in time", RETRY_AFTER);
        } catch (ExecutionException failed) {
            throw translate(Objects.requireNonNullElse(failed.getCause(), failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("This worker is shutting down", stopped);
        } finally {
            thread.interrupt();
        }
    }

    private static RuntimeException translate(Throwable failure) {
        Optional<String> code = refusal(failure);
        if (code.isPresent()) { // without the cause: a reply contains the address, and the log would too
            return new PermanentFailure("The mail server refused the mail with the code " + code.get());
        }
        if (failure instanceof MailException) {
            String reason = isWithoutTls(failure) ? "The mail server does not offer TLS: see tenfold.ordermail.tls-required"
                    : "The mail server does not take mails now";
            var away = new Unavailable(ProblemCode.DEPENDENCY_UNAVAILABLE, reason, RETRY_AFTER);
            away.addSuppressed(failure);
            return away;
        }
        return failure instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(failure);
    }

    private static boolean isWithoutTls(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause instanceof MessagingException && String.valueOf(cause.getMessage()).startsWith("STARTTLS is required");
    }

    /** The code of a permanent refusal of the mail, its sender or its recipient, anywhere among the causes. */
    private static Optional<String> refusal(Throwable failure) {
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        while (!open.isEmpty()) {
            Throwable cause = open.remove();
            int code = code(cause);
            if (code >= PERMANENT && !OF_AUTHENTICATION.contains(code)) {
                return Optional.of(code + details(cause));
            }
            if (cause instanceof MailSendException several) {
                open.addAll(Arrays.asList(several.getMessageExceptions()));
            }
            Throwable next = cause instanceof MessagingException chained ? chained.getNextException() : cause.getCause();
            if (next != null) {
                open.add(next);
            }
        }
        return Optional.empty();
    }

    /** The enhanced status code of a reply, for example 5.1.1, if it has one. */
    private static String details(Throwable refusal) {
        Matcher reply = ENHANCED_CODE.matcher(String.valueOf(refusal.getMessage()));
        return reply.lookingAt() ? " " + reply.group(1) : "";
    }

    private static int code(Throwable failure) {
        return switch (failure) {
            case SMTPSendFailedException mail -> mail.getReturnCode();
            case SMTPSenderFailedException sender -> sender.getReturnCode();
            case SMTPAddressFailedException recipient -> recipient.getReturnCode();
            default -> 0;
        };
    }
}
