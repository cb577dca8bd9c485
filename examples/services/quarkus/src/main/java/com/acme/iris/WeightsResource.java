package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.WeightsException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code POST /weights} reads the weights again while requests are answered. */
@Path("/weights")
public final class WeightsResource {
    private final NetworkPool<Iris> irises;
    private final IrisWeights weights;

    WeightsResource(NetworkPool<Iris> irises, IrisWeights weights) {
        this.irises = irises;
        this.weights = weights;
    }

    @GET
    public Map<String, Object> version() {
        return Map.of("version", irises.version());
    }

    /** Weights that cannot be used, since they are damaged or of another network, change nothing. */
    @POST
    public RestResponse<Map<String, Object>> reload() {
        try {
            return RestResponse.ok(Map.of("version", irises.swap(weights.read())));
        } catch (WeightsException unusable) {
            return RestResponse.status(
                    RestResponse.Status.CONFLICT,
                    Map.of("version", irises.version(), "refused", unusable.getMessage()));
        }
    }
}
