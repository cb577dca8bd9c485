package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Preprocessing;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers {@code POST /species} with the species of a plant. */
@Path("/species")
public final class SpeciesResource {
    private final NetworkPool<Iris> irises;

    /** An answer, with the version of the weights that gave it. */
    public record Answer(String species, Map<String, Float> probabilities, long version) {}

    SpeciesResource(NetworkPool<Iris> irises) {
        this.irises = irises;
    }

    @POST
    public Answer species(float[] lengths) throws InterruptedException {
        if (lengths == null || lengths.length != Iris.INPUT_SIZE) {
            throw new IllegalArgumentException("give " + Iris.INPUT_SIZE + " lengths in centimetres");
        }
        try (NetworkPool.Lease<Iris> lease = irises.borrow()) {
            Iris iris = lease.network();
            float[] probabilities = new float[Iris.CLASSES];
            iris.probabilities(lengths, 1, probabilities);
            return new Answer(iris.label(lengths), named(probabilities, lease), lease.version());
        }
    }

    private static Map<String, Float> named(float[] probabilities, NetworkPool.Lease<Iris> lease) {
        Preprocessing names = lease.parameters().preprocessing();
        Map<String, Float> named = new LinkedHashMap<>();
        for (int i = 0; i < probabilities.length; i++) {
            named.put(names.label(i), probabilities[i]);
        }
        return named;
    }

    /** The network itself refuses numbers that are not finite, by name and place. */
    @ServerExceptionMapper
    public RestResponse<String> refused(IllegalArgumentException refused) {
        return RestResponse.status(RestResponse.Status.BAD_REQUEST, refused.getMessage());
    }
}
