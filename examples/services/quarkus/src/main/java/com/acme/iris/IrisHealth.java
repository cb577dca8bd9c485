package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the network knows a plant that is surely a setosa. Whatever it throws is reported as being down. */
@Readiness
@Singleton
final class IrisHealth implements HealthCheck {
    private static final float[] SETOSA = {5.1f, 3.5f, 1.4f, 0.2f};

    private final NetworkPool<Iris> irises;

    IrisHealth(NetworkPool<Iris> irises) {
        this.irises = irises;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            String species = irises.use(iris -> iris.label(SETOSA));
            return HealthCheckResponse.named("iris")
                    .withData("setosa is", species)
                    .status(species.equals("setosa"))
                    .build();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return HealthCheckResponse.down("iris");
        }
    }
}
