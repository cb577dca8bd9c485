package dev.lamina.user;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lamina.compiler.Golden;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models that an older version of the compiler trained have the same bits today. No switch rewrites what is kept of them: their folder's
 * README says how it was made. Like a user's program, this package sees no more of the compiler than what is public.
 */
final class SameBitsTest {
    private static final Path FOLDER = Golden.RESOURCES.resolve("trained");

    /** The layers, losses and optimizers of that version, and those of their arguments that change what is computed. */
    private static final Set<String> WORDS = Set.of(
            ("fc conv maxpool embedding rnn lstm gru last mean flatten relu sigmoid tanh softmax dropout cross_entropy mse sgd adam"
                            + " adamw bias stride padding dilation groups layers bidirectional forget_bias reset smoothing momentum"
                            + " nesterov weight_decay beta1 beta2 epsilon")
                    .split(" "));

    private static final Pattern WORD_END = Pattern.compile("\\W+");

    static List<TrainedModel> models() throws IOException {
        return TrainedModel.all(FOLDER);
    }

    static List<Arguments> modelsOnTargets() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (TrainedModel model : models()) {
            for (Target target : Target.values()) {
                all.add(Arguments.of(model, target));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("modelsOnTargets")
    void trainingGivesTheSameLossesAndWeights(TrainedModel model, Target target) {
        assertSameBits(model + " on " + target, model.keptTraining(), TrainedModel.training(load(model, target)));
    }

    @ParameterizedTest
    @MethodSource("modelsOnTargets")
    void keptWeightsPredictTheSame(TrainedModel model, Target target) {
        assertSameBits(model + " on " + target, model.keptPredictions(), model.predictions(load(model, target)));
    }

    @Test
    void theModelsUseEveryLayerLossAndOptimizerThatThereWas() throws IOException {
        Set<String> missing = new TreeSet<>(WORDS);
        for (TrainedModel model : models()) {
            missing.removeAll(List.of(WORD_END.split(Files.readString(model.modelFile()))));
        }
        assertEquals(Set.of(), missing);
    }

    private static LoadedNetwork load(TrainedModel model, Target target) {
        assumeTrue(target.isAvailable(), () -> "no " + target + " here");
        return model.load(target);
    }

    /** Of floats, {@code assertArrayEquals} compares the bits: 0 is not -0. */
    private static void assertSameBits(String what, Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(actual.keySet()), what);
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), what + ": " + name));
    }
}
