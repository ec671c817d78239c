package dev.tenfold.platform.configuration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionBudgetTest {

    @Test
    void oneInstanceIsSingular() {
        assertThat(ConnectionBudget.sentence(1, 20, 21, 100))
                .isEqualTo("1 instance with a database pool of 20 may open 21 connections; PostgreSQL allows 100");
        assertThat(ConnectionBudget.sentence(3, 20, 63, 100))
                .isEqualTo("3 instances with a database pool of 20 may open 63 connections; PostgreSQL allows 100");
    }
}
