package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The networks that all requests share. */
@Configuration(proxyBeanMethods = false)
final class Networks {
    /** Spring closes the pool when the application stops, after the last request. */
    @Bean
    NetworkPool<Iris> irises(IrisWeights weights) {
        return new NetworkPool<>(weights.read(), 1, Iris::new);
    }
}
