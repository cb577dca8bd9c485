package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Networks with several inputs, outputs and weighted losses, against PyTorch in float64 ({@code make.py ports}). */
final class PortsReferenceTest {
    private static final Path FOLDER = Golden.RESOURCES.resolve("reference/ports");

    /** Of the largest expected number; after three steps of training the roundings of floats have added up. */
    private static final double TOLERANCE = 2e-5;

    /** A model with the values that PyTorch computes for it. */
    private record Reference(String name, Map<String, Tensor> values) {
        static Reference of(String name) {
            return new Reference(name, Safetensors.read(FOLDER.resolve(name + ".safetensors")));
        }

        LoadedNetwork load(Target target) {
            SourceFile source = SourceFile.read(FOLDER.resolve(name + ".lamina"), new Diagnostics())
                    .orElseThrow();
            Options options = Options.defaults()
                    .withTarget(target)
                    .withInputGradients(true)
                    .withVerify(true);
            return LaminaCompiler.compile(source, options).models().get(0).load();
        }

        boolean has(String tensor) {
            return values.containsKey(tensor);
        }

        Tensor tensor(String tensor) {
            return Optional.ofNullable(values.get(tensor)).orElseThrow(() -> new AssertionError("no " + tensor));
        }

        float[] floats(String tensor) {
            double[] doubles = tensor(tensor).doubles();
            float[] floats = new float[doubles.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) doubles[i];
            }
            return floats;
        }

        /** The names of the tensors that begin with a word and a dot, without these. */
        Set<String> names(String prefix) {
            Set<String> names = new TreeSet<>();
            values.keySet().stream()
                    .filter(name -> name.startsWith(prefix + "."))
                    .forEach(name -> names.add(name.substring(prefix.length() + 1)));
            return names;
        }

        void compare(String tensor, float[] actual) {
            assertClose(tensor, tensor(tensor).doubles(), actual, TOLERANCE);
        }

        Parameters parameters(LoadedNetwork loaded) {
            Parameters parameters = loaded.newParameters(1);
            assertEquals(names("param"), PortsReferenceTest.names(parameters.views()));
            names("param").forEach(name -> parameters.set(name, floats("param." + name)));
            return parameters;
        }

        NetworkBatch data(CompiledModel model) {
            NetworkBatch data = NetworkBatch.of(model);
            for (int i = 0; i < model.inputs().size(); i++) {
                ModelValue input = model.inputs().get(i);
                String tensor = "input." + input.name();
                data.input(
                        i,
                        input.holdsTokens() ? NetworkInput.of(tensor(tensor).ints()) : NetworkInput.of(floats(tensor)));
            }
            for (int i = 0; i < model.outputs().size(); i++) {
                String name = model.outputs().get(i).name();
                if (has("labels." + name)) {
                    data.labels(i, tensor("labels." + name).ints());
                } else if (has("target." + name)) {
                    data.target(i, floats("target." + name));
                } else if (has("grad_output." + name)) {
                    data.outputGradient(i, floats("grad_output." + name));
                }
            }
            return data;
        }

        int batch() {
            return values.entrySet().stream()
                    .filter(each -> each.getKey().startsWith("input."))
                    .mapToInt(each -> each.getValue().shape()[0])
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Set<String> names(List<TensorView> views) {
        Set<String> names = new TreeSet<>();
        views.forEach(view -> names.add(view.name()));
        return names;
    }

    private static Stream<DynamicTest> each(BiConsumer<Reference, Target> check) {
        return Stream.of("fusion", "pair", "halves")
                .flatMap(name -> Stream.of(Target.values())
                        .map(target -> DynamicTest.dynamicTest(
                                name + ", " + target, () -> check.accept(Reference.of(name), target))));
    }

    @TestFactory
    Stream<DynamicTest> outputsLossAndGradientsAreThoseOfPyTorch() {
        return each((reference, target) -> {
            LoadedNetwork loaded = reference.load(target);
            TrainableNetwork network =
                    loaded.trainer(reference.parameters(loaded), loaded.newTrainingState(), reference.batch());
            Results results = Results.of(loaded.model(), network, reference.data(loaded.model()), reference.batch());
            reference
                    .names("output")
                    .forEach(name -> reference.compare("output." + name, results.get("output." + name)));
            reference
                    .names("grad_input")
                    .forEach(name -> reference.compare("grad_input." + name, results.get("grad_input." + name)));
            if (loaded.model().training().hasLoss()) {
                reference.compare("loss", results.get("loss"));
            }
            assertEquals(reference.names("grad"), names(network.gradients().views()));
            reference.names("grad").forEach(name -> reference.compare("grad." + name, results.get("grad." + name)));
        });
    }

    @TestFactory
    Stream<DynamicTest> threeStepsOfTrainingGiveTheParametersOfPyTorch() {
        return each((reference, target) -> {
            LoadedNetwork loaded = reference.load(target);
            Parameters parameters = reference.parameters(loaded);
            TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), reference.batch());
            NetworkBatch data = reference.data(loaded.model());
            for (int step = 0; reference.has("loss." + step); step++) {
                reference.compare("loss." + step, new float[] {data.trainStep(network, reference.batch())});
            }
            for (String name : reference.names("after")) {
                reference.compare("after." + name, parameters.get(name));
                if (!reference.has("grad." + name)) {
                    assertArrayEquals(reference.floats("param." + name), parameters.get(name), name);
                }
            }
            assertTrue(reference.names("after").isEmpty()
                    != loaded.model().training().hasLoss());
        });
    }
}
