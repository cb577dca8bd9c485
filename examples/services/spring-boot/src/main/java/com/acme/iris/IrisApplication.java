package com.acme.iris;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Tells over HTTP which species a plant is. */
@SpringBootApplication(proxyBeanMethods = false)
public final class IrisApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(IrisApplication.class, arguments);
    }
}
