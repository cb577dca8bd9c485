package dev.lamina.user;

import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TokenPredictor;
import dev.lamina.runtime.TrainableNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** A folder with a model file, the weights that an older version of the compiler trained, and what that version predicted with them. */
record TrainedModel(Path folder) {
    private static final int STEPS = 20;

    /** One more than whole tiles, and so many that the scalar target takes its long rows. */
    private static final int LARGE_BATCH = 17;

    /** So few that it takes its tiles. */
    private static final int SMALL_BATCH = 2;

    /** Samples come again, so that training lowers the loss. */
    private static final int SEEDS = 5;

    private static final int PREDICTED = 5;
    private static final String LOSSES = "losses";
    private static final String INPUT = "input";
    private static final String LENGTHS = "lengths";

    /** Trains the models in the folders that are the arguments, and writes weights and results there. */
    public static void main(String[] folders) {
        for (String folder : folders) {
            new TrainedModel(Path.of(folder)).write();
        }
    }

    /** The models below a folder. */
    static List<TrainedModel> all(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(TrainedModel::new)
                    .toList();
        }
    }

    private void write() {
        LoadedNetwork loaded = load(Target.SCALAR);
        Parameters parameters = newParameters(loaded);
        float[] losses = train(loaded, parameters);
        Map<String, Tensor> samples = drawSamples(loaded.predictor(parameters, PREDICTED));
        List<Tensor> results = new ArrayList<>(samples.values());
        predict(loaded, parameters, samples)
                .forEach((name, values) ->
                        results.add(Tensor.ofFloats(name, new int[] {PREDICTED, values.length / PREDICTED}, values)));
        results.add(Tensor.ofFloats(LOSSES, new int[] {STEPS}, losses));
        parameters.write(weightsFile());
        Safetensors.write(resultsFile(), results);
        System.out.println(this + ": loss " + losses[0] + " to " + losses[STEPS - 1]);
    }

    LoadedNetwork load(Target target) {
        return Lamina.load(modelFile(), Options.defaults().withTarget(target));
    }

    Path modelFile() {
        return folder.resolve("model.lamina");
    }

    private Path weightsFile() {
        return folder.resolve("weights.safetensors");
    }

    private Path resultsFile() {
        return folder.resolve("results.safetensors");
    }

    /** The losses of all steps and the weights after the last, as they are kept. */
    Map<String, float[]> keptTraining() {
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put(LOSSES, tensor(Safetensors.read(resultsFile()), LOSSES).floats());
        Safetensors.read(weightsFile()).values().forEach(tensor -> values.put(tensor.name(), tensor.floats()));
        return values;
    }

    /** The losses of all steps and the weights after the last, of training by this version. */
    static Map<String, float[]> training(LoadedNetwork loaded) {
        Parameters parameters = newParameters(loaded);
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put(LOSSES, train(loaded, parameters));
        for (TensorView view : parameters.views()) {
            values.put(view.name(), parameters.get(view.name()));
        }
        return values;
    }

    private static Parameters newParameters(LoadedNetwork loaded) {
        return loaded.newParameters(loaded.newTrainingState().seed());
    }

    /** Trains with batches of two sizes and, if samples are sequences, with shorter ones too. */
    private static float[] train(LoadedNetwork loaded, Parameters parameters) {
        TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), LARGE_BATCH);
        float[] losses = new float[STEPS];
        for (int step = 0; step < STEPS; step++) {
            int batch = step % 2 == 0 ? LARGE_BATCH : SMALL_BATCH;
            int seed = step % SEEDS;
            if (network instanceof SequenceNetwork sequences) {
                sequences.length(sequences.steps() - step % 3);
                if (step % 4 > 1) {
                    sequences.lengths(new DrawnBatch(network, seed, batch).lengths(sequences), batch);
                }
            }
            losses[step] = new DrawnBatch(network, seed, batch).trainStep(network);
        }
        return losses;
    }

    private static Map<String, Tensor> drawSamples(Network network) {
        DrawnBatch batch = new DrawnBatch(network, SEEDS, PREDICTED);
        int[] shape = {PREDICTED, network.inputSize()};
        Map<String, Tensor> samples = new LinkedHashMap<>();
        samples.put(
                INPUT,
                network instanceof TokenPredictor predictor
                        ? Tensor.ofLongs(INPUT, shape, longs(batch.tokens(predictor)))
                        : Tensor.ofFloats(INPUT, shape, batch.floats()));
        if (network instanceof SequenceNetwork sequences) {
            samples.put(LENGTHS, Tensor.ofLongs(LENGTHS, new int[] {PREDICTED}, longs(batch.lengths(sequences))));
        }
        return samples;
    }

    private static long[] longs(int[] ints) {
        return Arrays.stream(ints).asLongStream().toArray();
    }

    /** What the kept weights gave for the kept samples. */
    Map<String, float[]> keptPredictions() {
        Map<String, float[]> values = new LinkedHashMap<>();
        Safetensors.read(resultsFile()).forEach((name, tensor) -> {
            if (!Set.of(LOSSES, INPUT, LENGTHS).contains(name)) {
                values.put(name, tensor.floats());
            }
        });
        return values;
    }

    /** What the kept weights give for the kept samples by this version. */
    Map<String, float[]> predictions(LoadedNetwork loaded) {
        Parameters parameters = newParameters(loaded);
        parameters.read(weightsFile());
        return predict(loaded, parameters, Safetensors.read(resultsFile()));
    }

    /** Outputs and final states, and those of sequences that are as long as {@code lengths} says. */
    private static Map<String, float[]> predict(
            LoadedNetwork loaded, Parameters parameters, Map<String, Tensor> samples) {
        Network network = loaded.predictor(parameters, PREDICTED);
        Map<String, float[]> results = new LinkedHashMap<>();
        predict(network, samples, "", results);
        if (network instanceof SequenceNetwork sequences) {
            sequences.lengths(tensor(samples, LENGTHS).ints(), PREDICTED);
            predict(network, samples, "shorter_", results);
        }
        return results;
    }

    private static void predict(
            Network network, Map<String, Tensor> samples, String prefix, Map<String, float[]> results) {
        float[] output = new float[PREDICTED * network.outputSize()];
        Tensor input = tensor(samples, INPUT);
        if (network instanceof TokenPredictor predictor) {
            predictor.predict(input.ints(), PREDICTED, output);
        } else {
            ((Predictor) network).predict(input.floats(), PREDICTED, output);
        }
        results.put(prefix + "output", output);
        if (network instanceof Recurrent recurrent) {
            int size = PREDICTED * recurrent.stateSize();
            results.put(prefix + "final_state", Arrays.copyOf(recurrent.finalState(), size));
        }
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
