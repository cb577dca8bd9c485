package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TensorView;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A network with the structure and the names of torchvision's ResNet: its state_dict is read as it is, and the network computes what
 * PyTorch computes in float64 ({@code make.py resnet}).
 */
final class ResNetReferenceTest {
    private static final Path FOLDER = Golden.RESOURCES.resolve("reference/resnet");

    /** Of the largest expected number. Sums of floats over the batch's pixels lose three of their seven digits in the smallest ones. */
    private static final double TOLERANCE = 2e-5;

    private final Map<String, Tensor> values = Safetensors.read(FOLDER.resolve("values.safetensors"));

    private static LoadedNetwork load(Target target) {
        SourceFile source = SourceFile.read(FOLDER.resolve("model.lamina"), new Diagnostics())
                .orElseThrow();
        Options options =
                Options.defaults().withTarget(target).withInputGradients(true).withVerify(true);
        return LaminaCompiler.compile(source, options).models().get(0).load();
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void outputLossGradientsAndStatisticsAreThoseOfPyTorch(Target target) {
        LoadedNetwork loaded = load(target);
        Parameters parameters = loaded.readParameters(FOLDER.resolve("state_dict.safetensors"));
        Classifier network = (Classifier) loaded.trainer(parameters, loaded.newTrainingState(), 6);
        float[] input = floats("input");
        int[] labels = tensor("labels").ints();
        float[] output = new float[6 * 5];
        network.predict(input, 6, output);
        compare("output", output);

        compare("loss", new float[] {network.forward(input, labels, 6)});
        network.backward();
        float[] gradient = new float[input.length];
        network.inputGradient(gradient);
        compare("grad_input", gradient);
        for (TensorView view : network.gradients().views()) {
            compare("grad." + view.name(), network.gradients().get(view.name()));
        }
        long trained = parameters.views().stream().filter(TensorView::isTrained).count();
        assertEquals(trained, network.gradients().views().size());
        assertEquals(
                trained,
                values.keySet().stream()
                        .filter(name -> name.startsWith("grad."))
                        .count());
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void threeStepsOfTrainingGiveTheParametersAndTheStatisticsOfPyTorch(Target target) {
        LoadedNetwork loaded = load(target);
        Parameters parameters = loaded.readParameters(FOLDER.resolve("state_dict.safetensors"));
        Classifier network = (Classifier) loaded.trainer(parameters, loaded.newTrainingState(), 6);
        float[] input = floats("input");
        int[] labels = tensor("labels").ints();
        for (int step = 0; step < 3; step++) {
            compare("loss." + step, new float[] {network.forward(input, labels, 6)});
            network.backward();
            network.update();
        }
        for (TensorView view : parameters.views()) {
            float[] after = parameters.get(view.name());
            if (view.name().endsWith(".num_batches_tracked")) {
                assertArrayEquals(new float[] {3}, after);
            } else {
                compare("after." + view.name(), after);
            }
        }
        assertTrue(values.containsKey("after.layer2.0.downsample.1.running_var"));
        float[] output = new float[6 * 5];
        network.predict(input, 6, output);
        compare("output_after", output);
    }

    private float[] floats(String name) {
        double[] doubles = tensor(name).doubles();
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }

    private void compare(String name, float[] actual) {
        assertClose(name, tensor(name).doubles(), actual, TOLERANCE);
    }

    private Tensor tensor(String name) {
        return Optional.ofNullable(values.get(name)).orElseThrow(() -> new AssertionError("no " + name));
    }
}
