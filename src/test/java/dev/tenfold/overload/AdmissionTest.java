package dev.tenfold.overload;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who may come in beside whom. */
class AdmissionTest {

    private static final int MOST = 160;
    private static final int KEPT = 10;
    private static final int SIGN_INS = 40;
    private static final int LEAST = 2;

    @Test
    void listsFillTheirShareReadsTheirsAndOrdersTheRest() {
        var admission = new Admission(settings(true));
        assertThat(enter(admission, RequestClass.LISTS, MOST)).isEqualTo(96);
        assertThat(enter(admission, RequestClass.READS, MOST)).isEqualTo(128 - 96);
        assertThat(enter(admission, RequestClass.ORDERS, MOST)).isEqualTo(MOST - 128);
        assertThat(enter(admission, RequestClass.SIGN_IN, MOST)).as("what is kept for it").isEqualTo(KEPT);
        assertThat(enter(admission, RequestClass.OPERATIONS, 2 * MOST)).isEqualTo(2 * MOST);
    }

    @Test
    void signInsFillNoMoreThanTheirPart() {
        var admission = new Admission(settings(true));
        assertThat(enter(admission, RequestClass.SIGN_IN, MOST)).isEqualTo(SIGN_INS);
        assertThat(enter(admission, RequestClass.READS, MOST)).as("what is left of theirs").isEqualTo(128 - SIGN_INS);
        assertThat(enter(admission, RequestClass.ORDERS, MOST)).isEqualTo(MOST - 128);
    }

    @Test
    void ordersAreTakenOnWhereTheCeilingHasSunkForAllElse() {
        var admission = new Admission(settings(true));
        long longAgo = System.nanoTime() - Duration.ofSeconds(10).toNanos();
        await().until(() -> {
            enter(admission, RequestClass.READS, MOST);
            int reads = admission.atWork(RequestClass.READS);
            for (int read = 0; read < reads; read++) {
                admission.leave(RequestClass.READS, longAgo);
            }
            return admission.ceiling() == LEAST;
        });
        assertThat(enter(admission, RequestClass.READS, MOST)).isLessThanOrEqualTo(LEAST);
        int reads = admission.atWork(RequestClass.READS);
        assertThat(enter(admission, RequestClass.ORDERS, MOST)).isEqualTo(MOST - reads);
        admission.leave(RequestClass.READS, System.nanoTime());
        assertThat(enter(admission, RequestClass.LISTS, 2)).as("what is kept").isEqualTo(1);
    }

    @Test
    void aRefusedRequestIsNotAtWork() {
        var admission = new Admission(settings(true));
        enter(admission, RequestClass.LISTS, MOST);
        assertThat(admission.atWork(RequestClass.LISTS)).isEqualTo(96);
        admission.leave(RequestClass.LISTS, System.nanoTime());
        assertThat(admission.enter(RequestClass.LISTS, 0)).isTrue();
    }

    @Test
    void switchedOffItRefusesNobody() {
        assertThat(enter(new Admission(settings(false)), RequestClass.LISTS, 10 * MOST)).isEqualTo(10 * MOST);
    }

    @Test
    void theServiceDoesNotStartWhereNoThreadIsLeftToRefuse() {
        var tomcat = new TomcatServerProperties();
        tomcat.getThreads().setMax(MOST + 4 * KEPT);
        assertThatThrownBy(() -> new ThreadBudget(settings(true), tomcat)).hasMessageContaining("server.tomcat.threads.max");
        tomcat.getThreads().setMax(MOST + 4 * KEPT + 1);
        assertThatCode(() -> new ThreadBudget(settings(true), tomcat)).doesNotThrowAnyException();
    }

    private static int enter(Admission admission, RequestClass kind, int tries) {
        int entered = 0;
        for (int attempt = 0; attempt < tries; attempt++) {
            entered += admission.enter(kind, 0) ? 1 : 0;
        }
        return entered;
    }

    private static OverloadProperties settings(boolean enabled) {
        return new OverloadProperties(enabled, LEAST, MOST, Duration.ofMillis(20), 3, SIGN_INS, 0.6, 0.8, Duration.ofSeconds(30));
    }
}
