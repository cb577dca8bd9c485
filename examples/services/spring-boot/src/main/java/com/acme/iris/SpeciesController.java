package com.acme.iris;

import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Preprocessing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Answers {@code POST /species} with the species of a plant. */
@RestController
final class SpeciesController {
    private final NetworkPool<Iris> irises;

    /** An answer, with the version of the weights that gave it. */
    record Answer(String species, Map<String, Float> probabilities, long version) {}

    SpeciesController(NetworkPool<Iris> irises) {
        this.irises = irises;
    }

    @PostMapping("/species")
    Answer species(@RequestBody float[] lengths) throws InterruptedException {
        if (lengths.length != Iris.INPUT_SIZE) {
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
    @ExceptionHandler
    ProblemDetail refused(IllegalArgumentException refused) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, refused.getMessage());
    }
}
