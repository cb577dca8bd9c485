package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The networks that all requests share. */
@Singleton
class Networks {
    /** A singleton needs no proxy, which the final class of the pool could not have. */
    @Produces
    @Singleton
    NetworkPool<Iris> irises(IrisWeights weights) {
        return new NetworkPool<>(weights.read(), 1, Iris::new);
    }

    /** Called when the application stops, behind the last request. */
    void close(@Disposes NetworkPool<Iris> irises) {
        irises.close();
    }
}
