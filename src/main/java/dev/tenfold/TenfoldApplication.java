package dev.tenfold;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service's entry point. */
@SpringBootApplication
public class TenfoldApplication {

    public static void main(String[] args) {
        SpringApplication.run(TenfoldApplication.class, args);
    }
}
