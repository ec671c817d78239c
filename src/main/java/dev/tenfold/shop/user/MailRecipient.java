package dev.tenfold.shop.user;

import dev.tenfold.security.identity.UserId;

/**
 * A user as the recipient of mails.
 * @param emailKey the same text for all spellings of the e-mail
 * @param tokenEpoch changes with every new password and role
 * @param verified whether the user has shown that mails to this e-mail arrive; if not, only the verification itself may be mailed
 */
public record MailRecipient(UserId id, String name, String email, String emailKey, int tokenEpoch, boolean verified) {}
