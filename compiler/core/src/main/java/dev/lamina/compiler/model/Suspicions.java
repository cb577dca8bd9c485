package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import java.util.List;

/** Warns of orders of layers that are legal and probably not meant. */
final class Suspicions {
    private Suspicions() {}

    static void report(Model model, Diagnostics log) {
        List<Application> layers = model.applications();
        for (int i = 1; i < layers.size(); i++) {
            twoActivations(layers.get(i - 1), layers.get(i), log);
        }
        if (layers.isEmpty() || model.loss().isEmpty()) {
            return;
        }
        Application last = layers.get(layers.size() - 1);
        String loss = model.loss().get().loss().keyword();
        if (last.layer().keyword().equals("softmax") && loss.equals("cross_entropy")) {
            log.add(Diagnostic.of(
                            Code.W0702,
                            last.span(),
                            "`cross_entropy` takes the softmax itself: with `" + last.label() + "` it is taken twice")
                    .help("leave the softmax out", Fix.delete(last.span())));
        }
        if (last.layer().keyword().equals("dropout")) {
            log.add(Diagnostic.of(
                    Code.W0703, last.span(), "`" + last.label() + "` drops parts of the prediction itself"));
        }
    }

    private static void twoActivations(Application first, Application second, Diagnostics log) {
        if (first.layer().isActivation() && second.layer().isActivation()) {
            log.add(Diagnostic.of(
                            Code.W0704,
                            second.span(),
                            "`" + second.label() + "` follows `" + first.label() + "`: two activations in a row")
                    .note(first.span(), "the first"));
        }
    }
}
