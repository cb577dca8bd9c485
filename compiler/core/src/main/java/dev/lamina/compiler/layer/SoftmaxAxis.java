package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which elements the probabilities of softmax and log_softmax add up to 1 over. */
enum SoftmaxAxis {
    /** All elements of a sample. */
    ALL,
    /** The features of each step of a sequence, the channels of each pixel of an image. */
    FEATURES;

    private static final String NAME = "axis";

    static final ArgumentKind ARGUMENT = ArgumentKind.word(
            NAME,
            "all",
            List.of("all", "features"),
            "what the probabilities add up to 1 over: all elements of a sample, or the features of each step (the channels of each pixel)");

    static SoftmaxAxis of(Arguments arguments) {
        return valueOf(arguments.word(NAME).toUpperCase(Locale.ROOT));
    }

    /** Whether each step or pixel is by itself; a vector is one row in any case. */
    private boolean isOfRows(Shape in) {
        return this == FEATURES && !(in instanceof Shape.Vector);
    }

    /** Softmax, or its logarithm. */
    Operation forward(Shape in, boolean logarithm) {
        return isOfRows(in) ? new SoftmaxOfRows(logarithm) : new SoftmaxOfSamples(logarithm);
    }

    /** The gradient of softmax, or of its logarithm, from dy and the probabilities. */
    Operation gradient(Shape in, boolean logarithm) {
        return isOfRows(in) ? new SoftmaxOfRows.Gradient(logarithm) : new SoftmaxOfSamples.Gradient(logarithm);
    }

    String semantics() {
        return this == ALL
                ? "over all elements of a sample"
                : "over the features of each step, or the channels of each pixel";
    }

    Optional<String> looksAhead(Shape in) {
        return this == ALL && in instanceof Shape.Sequence
                ? Optional.of("is over all steps together")
                : Optional.empty();
    }

    /** The shape rule: any shape of numbers. Probabilities over all steps of a sequence are seldom meant, unless they are asked for. */
    Inference infer(Layer layer, Inputs inputs) {
        Inference inferred = Activations.infer(layer, inputs);
        boolean written = inputs.place().arguments().containsKey(NAME);
        boolean overSteps = inputs.x().shape() instanceof Shape.Sequence sequence && sequence.steps() > 1;
        if (written || !overSteps) {
            return inferred;
        }
        Diagnostic warning = inputs.x()
                .problem(
                        Code.W0710,
                        inputs.place().call(),
                        "`" + layer.keyword()
                                + "` is over all steps together: the probabilities of all steps add up to 1")
                .help(
                        "for probabilities at each step, write `" + layer.keyword() + "(axis = features)`",
                        inputs.place().with(NAME, "features"));
        return inferred.withWarnings(List.of(warning));
    }
}
