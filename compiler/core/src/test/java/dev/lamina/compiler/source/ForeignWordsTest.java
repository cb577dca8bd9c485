package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.source.ForeignWords.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of other frameworks. */
final class ForeignWordsTest {
    private static final List<String> LAYERS =
            Keyword.layers().stream().map(Keyword::name).toList();

    @ParameterizedTest
    @CsvSource({
        "Dense, fc",
        "linear, fc",
        "Conv2D, conv",
        "max_pool2d, maxpool",
        "MaxPooling2D, maxpool",
        "swish, silu",
        "LeakyReLU, leaky_relu",
        "BatchNormalization, batchnorm",
        "flaten, flatten",
        "cnov, conv",
        "ReLU, relu",
        "Unflatten, to_image",
        "Reshape, to_image",
        "ConvTranspose1d, conv_transpose",
        "UpSampling2D, upsample"
    })
    void aWordOfAnotherFrameworkAndASlipOfTheFingerAreTranslated(String written, String ours) {
        assertEquals(
                Optional.of(ours), Suggestion.of(Section.LAYER, written, LAYERS).flatMap(Suggestion::word));
    }

    @ParameterizedTest
    @CsvSource({
        "selu",
        "swiglu",
        "prelu",
        "mish",
        "softmin",
        "maxunpool",
        "lrn",
        "glu",
        "batchrenorm",
        "conv3d",
        "hardtanh",
        "median",
        "xelu",
        "unrelu",
        "dropblock",
        "atanh",
        "tan",
        "and",
        "dropout3d",
        "BatchNorm3d",
        "MaxRoiPool",
        "CausalConv1d",
        "GravesLSTM",
        "scaler"
    })
    void anotherFunctionIsNeverOffered(String written) {
        assertEquals(
                Optional.empty(), Suggestion.of(Section.LAYER, written, LAYERS).flatMap(Suggestion::word));
    }

    /** Neither for a loss, an optimizer, a schedule or an argument, however few letters differ. */
    @ParameterizedTest
    @CsvSource({
        "LOSS, mbe",
        "LOSS, mee",
        "LOSS, mase",
        "LOSS, BinaryFocalCrossentropy",
        "LOSS, xent",
        "OPTIMIZER, sgdm",
        "SCHEDULE, MultiStepLR",
        "SCHEDULE, CosineAnnealingWarmRestarts",
        "ARGUMENT, decay",
        "ARGUMENT, keep_prob"
    })
    void anotherMeaningIsNeverOffered(Section section, String written) {
        List<String> known = Stream.of(
                        names(Keyword.losses()),
                        names(Keyword.optimizers()),
                        names(Keyword.schedules()),
                        List.of("momentum", "weight_decay", "p"))
                .flatMap(List::stream)
                .toList();
        assertEquals(Optional.empty(), Suggestion.of(section, written, known).flatMap(Suggestion::word));
    }

    /** An argument of a call in the words of another framework. */
    @ParameterizedTest
    @CsvSource({
        "rmsprop, rho, alpha",
        "slice, start, from",
        "conv, nOut, filters",
        "upsample, scale_factor, factor",
        "binary_cross_entropy, pos_weight, positive_weight",
        "cross_entropy, class_weight, weights"
    })
    void anArgumentIsTranslatedToOneOfTheSameMeaning(String call, String written, String ours) {
        List<String> known = Keyword.find(call).orElseThrow().arguments().stream()
                .map(Keyword.Argument::name)
                .toList();
        assertEquals(
                Optional.of(ours),
                Suggestion.of(Section.ARGUMENT, written, known).flatMap(Suggestion::word));
    }

    @Test
    void eachOfOurWordsExists() {
        Map<Section, List<String>> known = Map.of(
                Section.LAYER, LAYERS,
                Section.LOSS, names(Keyword.losses()),
                Section.OPTIMIZER, names(Keyword.optimizers()),
                Section.SCHEDULE, names(Keyword.schedules()),
                Section.SETTING, Keyword.settings(),
                Section.KIND, Keyword.inputs(),
                Section.ARGUMENT,
                        Keyword.all().stream()
                                .flatMap(keyword -> keyword.arguments().stream())
                                .map(Keyword.Argument::name)
                                .toList());
        known.forEach((section, words) -> {
            List<String> missing = new ArrayList<>(ForeignWords.ours(section));
            missing.removeAll(words);
            assertEquals(List.of(), missing, section.toString());
        });
    }

    private static List<String> names(List<Keyword> keywords) {
        return keywords.stream().map(Keyword::name).toList();
    }

    @Test
    void onlyWhatExistsIsOffered() {
        assertEquals(
                Optional.empty(),
                Suggestion.of(Section.LOSS, "l1_loss", List.of("mse")).flatMap(Suggestion::word));
        assertEquals(
                Optional.of("mae"),
                Suggestion.of(Section.LOSS, "l1_loss", List.of("mse", "mae")).flatMap(Suggestion::word));
        assertEquals(
                Optional.of("rate"),
                Suggestion.of(Section.ARGUMENT, "lr", List.of("rate", "beta1")).flatMap(Suggestion::word));
        assertEquals(
                Optional.empty(),
                Suggestion.of(Section.ARGUMENT, "lr", List.of("units")).flatMap(Suggestion::word));
    }

    @Test
    void noWordOfOursIsTakenForAnotherOne() {
        for (Keyword keyword : Keyword.layers()) {
            Optional<Suggestion> suggestion = Suggestion.of(Section.LAYER, keyword.name(), LAYERS);
            assertTrue(
                    suggestion.flatMap(Suggestion::word).equals(Optional.of(keyword.name())),
                    () -> keyword.name() + ": " + suggestion);
        }
    }
}
