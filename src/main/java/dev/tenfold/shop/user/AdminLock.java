package dev.tenfold.shop.user;

import dev.tenfold.platform.failure.Failure.Conflict;
import dev.tenfold.platform.failure.Failure.NotFound;
import dev.tenfold.platform.failure.ProblemCode;
import dev.tenfold.security.identity.Role;
import dev.tenfold.security.identity.UserId;
import dev.tenfold.shop.user.UserRepository.LockedUser;
import org.springframework.stereotype.Component;

/** Locks users who are changed, and makes sure that an admin is left. */
@Component
class AdminLock {

    private final UserRepository users;

    AdminLock(UserRepository users) {
        this.users = users;
    }

    /**
     * Locks a user, and before it all admins if it may be one of them who stops being one. So admins are always locked in the order of their
     * ids, and two who are demoted at once do not wait for each other.
     * @throws NotFound when there is no such user
     */
    LockedUser lock(UserId id, boolean withAdmins) {
        if (withAdmins) {
            users.lockAdmins();
        }
        return users.lock(id).orElseThrow(UserService::notFound);
    }

    /** @throws Conflict when the user is the only admin */
    void requireAnotherThan(User user) {
        if (user.role() == Role.ADMIN && users.lockAdmins().size() < 2) {
            throw new Conflict(ProblemCode.LAST_ADMIN, "This is the only admin");
        }
    }
}
