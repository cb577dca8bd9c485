package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.StepMask;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TrainableNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sequences whose gaps are closed by {@link StepMask}, against layers of PyTorch that see each gap and pass it over. */
final class StepMaskReferenceTest {

    private static final double TOLERANCE = 1e-5;

    @TestFactory
    Stream<DynamicTest> closedGapsGiveWhatLayersGiveThatPassThemOver() throws IOException {
        Path folder = Path.of("src", "test", "resources", "reference", "masks");
        List<Path> models;
        try (Stream<Path> files = Files.list(folder)) {
            models = files.filter(file -> file.toString().endsWith(".lamina"))
                    .sorted()
                    .toList();
        }
        assertEquals(8, models.size());
        return models.stream()
                .flatMap(model -> Variant.fused().stream()
                        .filter(variant -> variant.loader() == Loader.JANINO)
                        .map(variant -> DynamicTest.dynamicTest(
                                model.getFileName() + ", " + variant, () -> check(model, variant))));
    }

    private static void check(Path file, Variant variant) throws IOException {
        Map<String, Tensor> reference = Safetensors.read(Path.of(file.toString().replace(".lamina", ".safetensors")));
        LoadedNetwork loaded = variant.load(Files.readString(file));
        Tensor present = tensor(reference, "mask");
        int batch = present.shape()[0];
        int steps = present.shape()[1];
        StepMask mask = new StepMask(steps, batch);
        mask.set(present(present), batch);
        Parameters parameters = loaded.newParameters(1);
        reference.forEach((name, tensor) -> {
            if (name.startsWith("param.")) {
                parameters.set(ours(name), tensor.floats());
            }
        });
        TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), batch);
        float[] x = tensor(reference, "input").floats();
        int features = x.length / batch / steps;
        float[] packed = new float[x.length];
        mask.pack(x, features, packed);
        ((SequenceNetwork) network).lengths(mask.lengths(), batch);
        int[] labels = new int[reference.containsKey("labels") ? batch * steps : 0];
        if (labels.length > 0) {
            mask.pack(tensor(reference, "labels").ints(), labels);
        }
        boolean everyStep = loaded.model().output().kind() == ModelValue.Kind.SEQUENCE;
        Results results = Results.of(
                loaded.model().training().groundTruth(),
                network,
                NetworkInput.of(packed),
                labels,
                second(reference, mask, everyStep, batch * steps),
                batch);
        if (labels.length > 0) {
            assertClose("loss", tensor(reference, "loss").doubles(), results.get("loss"), TOLERANCE);
        } else {
            float[] output = results.get("output");
            assertClose(
                    "output",
                    tensor(reference, "output").doubles(),
                    everyStep ? unpacked(mask, output, output.length / batch / steps) : output,
                    TOLERANCE);
        }
        assertClose(
                "grad_input",
                tensor(reference, "grad_input").doubles(),
                unpacked(mask, results.get("grad_input"), features),
                TOLERANCE);
        reference.forEach((name, tensor) -> {
            if (name.startsWith("grad.")) {
                assertClose(name, tensor.doubles(), results.get("grad." + ours(name)), TOLERANCE);
            }
        });
    }

    /** The gradient of the output, packed if it has steps. */
    private static float[] second(Map<String, Tensor> reference, StepMask mask, boolean everyStep, int steps) {
        if (!reference.containsKey("grad_output")) {
            return new float[0];
        }
        float[] gradient = tensor(reference, "grad_output").floats();
        if (!everyStep) {
            return gradient;
        }
        float[] packed = new float[gradient.length];
        mask.pack(gradient, gradient.length / steps, packed);
        return packed;
    }

    private static float[] unpacked(StepMask mask, float[] packed, int features) {
        float[] into = new float[packed.length];
        mask.unpack(packed, features, into);
        return into;
    }

    private static boolean[] present(Tensor mask) {
        int[] numbers = mask.ints();
        boolean[] present = new boolean[numbers.length];
        for (int i = 0; i < present.length; i++) {
            present[i] = numbers[i] == 1;
        }
        return present;
    }

    /** Our name of a parameter: PyTorch's cells of one step have no numbers of layers. */
    private static String ours(String name) {
        String own = name.substring(name.indexOf('.') + 1);
        boolean back = own.contains(" reverse");
        boolean cell = own.matches("(gru|rnn)\\d.*");
        return own.replace(" reverse", "") + (cell ? "_l0" : "") + (back ? "_reverse" : "");
    }

    private static Tensor tensor(Map<String, Tensor> reference, String name) {
        return Objects.requireNonNull(reference.get(name), name);
    }

    @Test
    void layersToWhichAGapIsAStepSayWhy() {
        assertEquals(Optional.empty(), why("gru(3) attention(1) layernorm mean fc(2)"));
        assertEquals(Optional.empty(), why("conv(3, kernel = 1) max"));
        assertEquals(
                Optional.of("`conv1` reads neighbouring steps"), why("gru(3) conv(3, kernel = 3, padding = 1) mean"));
        assertEquals(Optional.of("`maxpool1` takes windows of steps"), why("maxpool(2) mean"));
        assertEquals(Optional.of("`positions1` counts the steps"), why("positions(sinusoidal) mean"));
    }

    private static Optional<String> why(String layers) {
        return Variant.fused()
                .get(0)
                .compile("model Gaps { input x: sequence[6, 3]  " + layers + " }")
                .sequences()
                .whyNoGaps();
    }
}
