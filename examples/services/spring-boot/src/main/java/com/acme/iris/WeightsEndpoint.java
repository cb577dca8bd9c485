package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.WeightsException;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/** {@code POST /actuator/weights} reads the weights again while requests are answered. */
@Component
@WebEndpoint(id = "weights")
final class WeightsEndpoint {
    private final NetworkPool<Iris> irises;
    private final IrisWeights weights;

    WeightsEndpoint(NetworkPool<Iris> irises, IrisWeights weights) {
        this.irises = irises;
        this.weights = weights;
    }

    @ReadOperation
    Map<String, Object> version() {
        return Map.of("version", irises.version());
    }

    /** Weights that cannot be used, since they are damaged or of another network, change nothing. */
    @WriteOperation
    WebEndpointResponse<Map<String, Object>> reload() {
        try {
            return new WebEndpointResponse<>(Map.of("version", irises.swap(weights.read())), 200);
        } catch (WeightsException unusable) {
            return new WebEndpointResponse<>(
                    Map.of("version", irises.version(), "refused", unusable.getMessage()), 409);
        }
    }
}
