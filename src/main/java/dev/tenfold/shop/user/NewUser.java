package dev.tenfold.shop.user;

/**
 * A user who signs up.
 * @param password not hashed yet
 */
record NewUser(String name, String email, String password) {

    /** Does not show the password. */
    @Override
    public String toString() {
        return "NewUser[" + email + "]";
    }
}
