package dev.tenfold.testing.demo;

import java.util.List;

/** A user of the demo. */
record DemoAccount(String name, String email, String password, String role) {

    private static final String USERS_PASSWORD = "just-looking-around";

    static final DemoAccount ADMIN = new DemoAccount("Maren Okonkwo", "maren.okonkwo@tenfold.example", "keeper-of-the-shop", "admin");

    /** The admin first. The users share a password, because hashing one takes a tenth of a second. */
    static List<DemoAccount> all() {
        return List.of(ADMIN, user("Ana Sofia Ribeiro", "ana.ribeiro@example.com"),
                user("Tomasz Wiśniewski", "tomasz.wisniewski@example.com"),
                user("Priya Raghunathan", "priya.raghunathan@example.org"), user("Daniel O'Rourke", "daniel.orourke@example.net"),
                user("Linnea Bergström", "linnea.bergstrom@example.com"), user("Kwame Asante", "kwame.asante@example.org"),
                user("Yuki Nakamura", "yuki.nakamura@example.com"), user("Zeynep Aydın", "zeynep.aydin@example.net"),
                user("Lucas Moreau", "lucas.moreau@example.com"), user("Rosa Delgado Vega", "rosa.delgado@example.org"),
                user("Henrik Dahl", "henrik.dahl@example.net"), user("Mei-Ling Zhao", "meiling.zhao@example.com"));
    }

    private static DemoAccount user(String name, String email) {
        return new DemoAccount(name, email, USERS_PASSWORD, "user");
    }
}
