package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The networks that all requests share. */
@Singleton
final class Networks {
    /** Made at the start, so that unusable weights stop it. A singleton needs no proxy, which a final class cannot have. */
    @Produces
    @Startup
    @Singleton
    NetworkPool<Iris> irises(IrisWeights weights) {
        return new NetworkPool<>(weights.read(), 1, Iris::new);
    }

    /** Called when the application stops, after the last request. */
    void close(@Disposes NetworkPool<Iris> irises) {
        irises.close();
        Log.infof("closed after version %d of the weights", irises.version());
    }
}
