package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TrainingControl;
import dev.lamina.runtime.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Steps with clipped gradients, frozen layers, rates of layers and schedules are those of PyTorch in float64. */
final class ControlReferenceTest {
    private static final Path FOLDER = Golden.RESOURCES.resolve("reference").resolve("control");
    private static final int BATCH = 4;

    /** Up to fourteen steps with batchnorm of four samples, which divides by small deviations. */
    private static final double TOLERANCE = 5e-5;

    /** A run of PyTorch. */
    private record Run(String model, Map<String, Tensor> tensors) {
        static Run read(String name) throws IOException {
            return new Run(
                    Files.readString(FOLDER.resolve(name + ".lamina")),
                    Safetensors.read(FOLDER.resolve(name + ".safetensors")));
        }

        Tensor get(String name) {
            return Objects.requireNonNull(tensors.get(name), name);
        }

        int steps() {
            return get("step.loss").size();
        }

        /** The elements of one step. */
        double[] of(String name, int step) {
            double[] all = get(name).doubles();
            int size = all.length / steps();
            return Arrays.copyOfRange(all, step * size, (step + 1) * size);
        }

        float[] floats(String name, int step) {
            float[] all = get(name).floats();
            int size = all.length / steps();
            return Arrays.copyOfRange(all, step * size, (step + 1) * size);
        }

        /** The names of what begins with a word and a dot, without these. */
        List<String> names(String word) {
            return tensors.keySet().stream()
                    .filter(name -> name.startsWith(word + "."))
                    .map(name -> name.substring(word.length() + 1))
                    .toList();
        }

        /** The loss of held-out samples after an epoch; it falls if the run has none. */
        double heldOut(int epoch) {
            return tensors.containsKey("heldout") ? get("heldout").doubles()[epoch] : 1.0 / (epoch + 1);
        }
    }

    /** A run of a generated class. */
    private static final class Trained {
        final Run run;
        final Parameters parameters;
        final TrainingState state;
        final Regressor network;
        final TrainingControl control;
        final int stepsPerEpoch;

        Trained(LoadedNetwork loaded, Run run) {
            this.run = run;
            parameters = loaded.newParameters(1);
            run.names("param")
                    .forEach(name ->
                            parameters.set(name, run.get("param." + name).floats()));
            state = loaded.newTrainingState();
            network = (Regressor) loaded.trainer(parameters, state, BATCH);
            int epochs = loaded.model().training().epochs();
            stepsPerEpoch = run.steps() / epochs;
            control = loaded.newTrainingControl(state, stepsPerEpoch, epochs);
        }

        float step() {
            int step = (int) state.step();
            control.beforeStep();
            float loss = network.trainStep(run.floats("input", step), run.floats("target", step), BATCH);
            if ((step + 1) % stepsPerEpoch == 0) {
                control.afterEpoch(run.heldOut(step / stepsPerEpoch), parameters);
            }
            return loss;
        }
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".lamina"))
                    .map(file -> file.substring(0, file.length() - ".lamina".length()))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyStepIsThatOfPyTorch() throws IOException {
        return names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    for (Target target : Target.values()) {
                        compare(new Variant(target, Fusion.ALL, Loader.JANINO), Run.read(name));
                    }
                }));
    }

    private static void compare(Variant variant, Run run) {
        Trained trained = new Trained(variant.load(run.model()), run);
        for (int step = 0; step < run.steps(); step++) {
            String place = variant + ", step " + step + ", ";
            float loss = trained.step();
            assertClose(place + "loss", run.of("step.loss", step), new float[] {loss}, TOLERANCE);
            assertClose(place + "rate", run.of("step.rate", step), new float[] {trained.state.rate()}, 1e-6);
            double norm = trained.network.gradientNorm();
            assertClose(place + "norm", run.of("step.norm", step), new double[] {norm}, TOLERANCE);
            for (String name : run.names("after")) {
                assertClose(place + name, run.of("after." + name, step), trained.parameters.get(name), TOLERANCE);
            }
        }
    }

    @Test
    void thereIsARunOfEverySetting() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : names()) {
            all.append(Run.read(name).model());
        }
        for (String word : List.of(
                "clip norm",
                "clip value",
                "freeze",
                "rate = ",
                "schedule step",
                "schedule cosine",
                "schedule plateau")) {
            assertTrue(all.toString().contains(word), word);
        }
    }

    /** The state is written after each step, and a new one goes on from the file. */
    @TestFactory
    Stream<DynamicTest> aRunThatIsResumedAfterEveryStepHasTheSameBits(@TempDir Path folder) {
        return Stream.of("schedule_plateau", "schedule_warmup", "schedule_step", "groups_rmsprop", "clip_norm_adam")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Run run = Run.read(name);
                    LoadedNetwork loaded = new Variant(Target.SCALAR, Fusion.ALL, Loader.JANINO).load(run.model());
                    Trained whole = new Trained(loaded, run);
                    Trained part = new Trained(loaded, run);
                    for (int step = 0; step < run.steps(); step++) {
                        assertEquals(whole.step(), part.step());
                        assertEquals(whole.state.rate(), part.state.rate());
                        Path file = folder.resolve(name + step);
                        part.state.write(file, part.parameters);
                        part = new Trained(loaded, run);
                        part.state.read(file, part.parameters);
                        assertArrayEquals(whole.parameters.values(), part.parameters.values());
                    }
                    assertEquals(whole.control.bestEpoch(), part.control.bestEpoch());
                    whole.state.restoreBest(whole.parameters);
                    part.state.restoreBest(part.parameters);
                    assertArrayEquals(whole.parameters.values(), part.parameters.values());
                }));
    }
}
