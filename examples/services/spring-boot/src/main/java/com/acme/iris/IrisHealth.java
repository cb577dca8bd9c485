package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/** Whether the network knows a plant that is surely a setosa. Whatever it throws is reported as being down. */
@Component("iris")
final class IrisHealth extends AbstractHealthIndicator {
    private static final float[] SETOSA = {5.1f, 3.5f, 1.4f, 0.2f};

    private final NetworkPool<Iris> irises;

    IrisHealth(NetworkPool<Iris> irises) {
        this.irises = irises;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws InterruptedException {
        String species = irises.use(iris -> iris.label(SETOSA));
        health.status(species.equals("setosa") ? "UP" : "DOWN").withDetail("setosa is", species);
    }
}
