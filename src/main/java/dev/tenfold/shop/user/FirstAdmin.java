package dev.tenfold.shop.user;

import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.security.password.NotCommon;
import dev.tenfold.security.password.PasswordHasher;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/** Creates the first admin from the configuration if there is no admin yet. */
@Component
class FirstAdmin implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);

    private final UserRepository users;
    private final MailRecipients recipients;
    private final PasswordHasher passwords;
    private final Transactions transactions;
    private final UserAudit audit;
    private final Clock clock;
    private final FirstAdminProperties properties;

    FirstAdmin(UserRepository users, MailRecipients recipients, PasswordHasher passwords, Transactions transactions, UserAudit audit,
            Clock clock, FirstAdminProperties properties) {
        this.users = users;
        this.recipients = recipients;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
        this.properties = properties;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        String email = properties.email();
        String password = properties.password();
        if (email == null || password == null || users.hasAdmin()) {
            return;
        }
        try {
            String hash = passwords.hash(email, password);
            UserId created = transactions.run(() -> {
                User admin = users.insert("Admin", email, hash, Role.ADMIN, clock.instant());
                recipients.verify(admin.id(), EmailAddress.key(email)); // the operator has chosen the address
                audit.firstAdmin(admin);
                return admin.id();
            });
            LOG.info("Created the first admin, user {}", created);
        } catch (DuplicateKeyException taken) {
            // another instance was first, or the e-mail belongs to a user
            if (!users.hasAdmin()) {
                LOG.warn(
                        "There is no admin. The e-mail in TENFOLD_ADMIN_EMAIL belongs to a user who is not an admin: choose another e-mail");
            }
        }
    }

    /**
     * The first admin, created if there is none.
     * @param email TENFOLD_ADMIN_EMAIL
     * @param password TENFOLD_ADMIN_PASSWORD, 10 to 128 characters, not a common password
     */
    @Validated
    @ConfigurationProperties("tenfold.admin")
    record FirstAdminProperties(
            @Email @Mailable @Size(min = 1, max = EmailAddress.MAX_LENGTH) @Nullable String email,
            @Size(min = 10, max = 128) @NotCommon @Nullable String password) {}
}
