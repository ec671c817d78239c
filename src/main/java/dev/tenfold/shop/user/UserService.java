package dev.tenfold.shop.user;

import dev.tenfold.api.http.IfMatch;
import dev.tenfold.api.paging.Cursors;
import dev.tenfold.api.paging.Page;
import dev.tenfold.api.paging.Paging;
import dev.tenfold.api.request.CallerLimits;
import dev.tenfold.api.request.RequestKind;
import dev.tenfold.cache.cache.CacheAside;
import dev.tenfold.cache.cache.CacheFactory;
import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.Forbidden;
import dev.tenfold.platform.failure.Failure.Invalid;
import dev.tenfold.platform.failure.Failure.Limited;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.platform.jdbc.Transactions;
import dev.tenfold.security.identity.Caller;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.TokensRevoked;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.user.AccountChange.EmailChanged;
import dev.tenfold.shop.user.AccountChange.Erased;
import dev.tenfold.shop.user.AccountChange.PasswordChanged;
import dev.tenfold.shop.user.UserRepository.LockedUser;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Creates, changes, deletes and reads users. */
@Service
class UserService {

    private static final String LIST = "users";

    private final UserRepository users;
    private final AdminLock admins;
    private final UserPasswords passwords;
    private final MailRecipients recipients;
    private final CallerLimits requests;
    private final Cursors cursors;
    private final Transactions transactions;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final UserAudit audit;
    private final CacheAside<UserId, User> cache;

    UserService(UserRepository users, AdminLock admins, UserPasswords passwords, MailRecipients recipients, CallerLimits requests,
            Cursors cursors, Transactions transactions, Clock clock, ApplicationEventPublisher events, UserAudit audit,
            CacheFactory caches) {
        this.users = users;
        this.admins = admins;
        this.passwords = passwords;
        this.recipients = recipients;
        this.requests = requests;
        this.cursors = cursors;
        this.transactions = transactions;
        this.clock = clock;
        this.events = events;
        this.audit = audit;
        this.cache = caches.ofUsers(User.SCHEMA, User.class, users::findAll);
    }

    /**
     * Creates a user.
     * @param address the client's address
     * @throws Conflict when the e-mail is taken
     */
    User signUp(NewUser user, String address) {
        String hash = passwords.hash(address, user.password());
        try {
            return users.insert(user.name(), user.email(), hash, Role.USER, clock.instant());
        } catch (DuplicateKeyException taken) {
            throw emailTaken();
        }
    }

    /** @throws NotFound when there is no such user, or the caller may not see it */
    User get(Caller caller, UserId id) {
        requireSight(caller, id);
        return cache.get(id).orElseThrow(UserService::notFound);
    }

    /** Users, the newest first, or the one user with this e-mail. */
    Page<User> list(@Nullable String email, Paging paging) {
        if (email != null) {
            List<User> found = users.findByEmail(email).stream().toList();
            return new Page<>(found, null, paging.wantsTotal() ? found.size() : null);
        }
        List<String> after = cursors.open(LIST, paging, 1);
        List<User> rows = users.list(after == null ? null : UUID.fromString(after.getFirst()), paging.rows() + 1);
        return cursors.page(LIST, paging, rows, user -> List.of(user.id().toString()), users::count);
    }

    /**
     * Changes a user. To change their own e-mail or password, users must know the old password. An admin may change another user's
     * without it.
     * @param change gives the new values for the current ones. It is called twice: before the password is hashed, and again with the
     * values of the locked user, which may have changed since
     * @throws Forbidden when a caller who is not an admin asks for another role, or nobody may set another user's password
     * @throws Invalid when the current password is missing or wrong, or a value is invalid
     * @throws Conflict when the e-mail is taken, or there would be no admin left
     * @throws Limited when there were too many wrong passwords or new e-mails
     */
    User update(Caller caller, UserId id, @Nullable IfMatch ifMatch, Function<User, UserChange> change) {
        requireSight(caller, id);
        User before = users.find(id).orElseThrow(UserService::notFound);
        UserChange wanted = change.apply(before);
        if (wanted.role() != before.role() && !caller.isAdmin()) {
            throw new Forbidden("Only an admin may change a role");
        }
        boolean own = caller.id().equals(id);
        if (!own && wanted.password() != null) {
            passwords.requireMaySetAnothers();
        }
        if (wanted.changesEmailOf(before)) {
            requests.countAs(RequestKind.SIGN_UP, null, caller.isAdmin()); // the response shows whether another user has the e-mail
            requests.countAs(RequestKind.VERIFICATION, own ? id.toString() : null, caller.isAdmin()); // the new address will be mailed
        }
        Integer epoch = own && wanted.changesSignInOf(before) ? passwords.requireCurrent(before, wanted.currentPassword()) : null;
        String hash = wanted.password() == null ? null : passwords.hash(caller.id().toString(), wanted.password());
        try {
            return transactions.run(() -> update(admins.lock(id, wanted.demotes(before)), ifMatch, change, hash, own, epoch));
        } catch (DuplicateKeyException taken) {
            throw emailTaken();
        }
    }

    /** Applies the change to the current user, who may have changed since the password was checked at this token epoch, and hashed. */
    private User update(LockedUser locked, @Nullable IfMatch ifMatch, Function<User, UserChange> change, @Nullable String hash, boolean own,
            @Nullable Integer epoch) {
        User current = locked.user();
        requireMatch(ifMatch, current);
        UserChange wanted = change.apply(current);
        if (own && wanted.changesSignInOf(current) && (epoch == null || epoch != locked.tokenEpoch())) {
            throw UserPasswords.wrongPassword(); // it was not checked, or it or the role has changed since
        }
        if (own && wanted.role() != current.role() && current.role() != Role.ADMIN) {
            throw new Forbidden("Only an admin may change a role"); // another admin has demoted the caller since the token was made
        }
        if (wanted.demotes(current)) {
            admins.requireAnotherThan(current);
        }
        cache.invalidate(current.id());
        if (hash != null || wanted.role() != current.role()) {
            events.publishEvent(new TokensRevoked());
        }
        if (wanted.changesEmailOf(current)) {
            recipients.find(current.id()).ifPresent(before -> events.publishEvent(new EmailChanged(before)));
        }
        if (hash != null) {
            events.publishEvent(new PasswordChanged(current.id()));
        }
        User changed = users.update(current.id(), wanted.name(), wanted.email(), wanted.role(), hash, clock.instant());
        audit.changed(current, changed, hash != null, own);
        return changed;
    }

    /** Deletes the user's personal data and revokes their tokens. Their orders stay for accounting. */
    void delete(Caller caller, UserId id, @Nullable IfMatch ifMatch) {
        requireSight(caller, id);
        transactions.run(() -> {
            User current = admins.lock(id, users.find(id).filter(user -> user.role() == Role.ADMIN).isPresent()).user();
            requireMatch(ifMatch, current);
            admins.requireAnotherThan(current);
            cache.invalidate(id);
            users.erase(id, clock.instant());
            audit.deleted(current);
            events.publishEvent(new TokensRevoked());
            events.publishEvent(new Erased(id));
        });
    }

    /** Without the header, a change applies to any version. */
    private static void requireMatch(@Nullable IfMatch ifMatch, User current) {
        if (ifMatch != null) {
            ifMatch.require(current.version());
        }
    }

    private static void requireSight(Caller caller, UserId id) {
        if (!caller.maySee(id)) {
            throw notFound();
        }
    }

    static NotFound notFound() {
        return new NotFound("There is no such user");
    }

    private static Conflict emailTaken() {
        return new Conflict(ProblemCode.EMAIL_TAKEN, "Another user has this e-mail");
    }
}
