package dev.tenfold.shop.ordermail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMessage.RecipientType;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** A mail of a test. */
final class TestMail {

    private TestMail() {}

    /** Sends a mail as the service does. */
    static void send(JavaMailSenderImpl sender, Duration limit, boolean tlsRequired) throws MessagingException {
        var server = new MailServer(new StaticListableBeanFactory(Map.of("sender", sender)).getBeanProvider(JavaMailSender.class),
                new MailProperties("shop@tenfold.test", limit, tlsRequired));
        MimeMessage message = server.newMessage();
        message.setFrom(new InternetAddress("shop@tenfold.test"));
        message.setRecipient(RecipientType.TO, new InternetAddress("buyer@tenfold.test"));
        message.setSubject("Tea");
        message.setText("Tea");
        server.send(message);
    }
}
