package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import java.util.List;
import java.util.Optional;

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
        Loss loss = model.loss().get().loss();
        String keyword = last.layer().keyword();
        if (loss.applies().equals(Optional.of(keyword))) {
            log.add(Diagnostic.of(
                            Code.W0702,
                            last.span(),
                            "`" + loss.keyword() + "` takes the " + keyword + " itself: with `" + last.label()
                                    + "` it is taken twice")
                    .help("leave the " + keyword + " out", Fix.delete(last.span())));
        }
        if (!last.layer().changesPredictions()) {
            log.add(Diagnostic.of(
                    Code.W0703, last.span(), "`" + last.label() + "` drops parts of the prediction itself"));
        }
    }

    private static void twoActivations(Application first, Application second, Diagnostics log) {
        if (isActivation(first) && isActivation(second)) {
            log.add(Diagnostic.of(
                            Code.W0704,
                            second.span(),
                            "`" + second.label() + "` follows `" + first.label() + "`: two activations in a row")
                    .note(first.span(), "the first"));
        }
    }

    private static boolean isActivation(Application application) {
        return Layers.find(Layers.ALL, application.layer().keyword())
                .filter(kind -> kind.category() == Category.ACTIVATION)
                .isPresent();
    }
}
