package dev.lamina.user;

import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Trains three networks and prints the SHA-256 of their weights, which is the same on every JVM and processor: digits with dropout and Adam, a
 * residual network with batch normalisation, an lstm. {@code .ci/one-hash} runs it wherever it can.
 */
public final class OneHash {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("lamina.root", Path.of("..", "..").toString()), "examples", "digits");

    private static final String LSTM = """
            model Series {
                input x: sequence[12, 5]
                lstm(24, layers = 2, dropout = 0.2)
                last
                fc(3)
                loss cross_entropy
                train { optimizer adam(rate = 0.002) batch 17 seed 11 }
            }
            """;

    /** The networks by the names that the hashes are kept under. */
    static final List<String> NETWORKS = List.of("digits", "residual", "lstm");

    private static final int BATCH = 17;
    private static final int PIXELS = 64;

    private OneHash() {}

    /** Prints a line for each network and target: {@code digits 1000 scalar}, and the hash. Arguments: steps, targets. */
    public static void main(String[] arguments) throws IOException {
        int steps = Integer.parseInt(arguments[0]);
        List<String> networks = Optional.ofNullable(System.getProperty("lamina.network"))
                .map(List::of)
                .orElse(NETWORKS);
        for (int i = 1; i < arguments.length; i++) {
            Target target = Target.valueOf(arguments[i].toUpperCase(Locale.ROOT));
            for (String network : networks) {
                System.out.println(
                        network + " " + steps + " " + arguments[i] + " " + afterTraining(network, target, steps));
            }
        }
    }

    /** The hash of the weights after so many steps, in hexadecimal digits. */
    static String afterTraining(String network, Target target, int steps) throws IOException {
        LoadedNetwork loaded = loaded(network, target);
        if (loaded.model().target() != target) {
            throw new IllegalStateException("this JVM runs no code for the target " + target);
        }
        Parameters parameters = loaded.newParameters(loaded.newTrainingState().seed());
        TrainableNetwork trained = loaded.trainer(parameters, loaded.newTrainingState(), BATCH);
        if (network.equals("lstm")) {
            for (int step = 0; step < steps; step++) {
                new DrawnBatch(trained, step, BATCH).trainStep(trained);
            }
        } else {
            train((Classifier) trained, steps);
        }
        return hash(parameters);
    }

    private static LoadedNetwork loaded(String network, Target target) {
        if (network.equals("lstm")) {
            LoadedNetwork lstm = Lamina.parse(LSTM);
            return target == Target.SCALAR ? lstm.model().scalar().load() : lstm;
        }
        return Lamina.load(
                EXAMPLES.resolve(network + ".lamina"), Options.defaults().withTarget(target));
    }

    /** Takes the images one after the other, and begins anew after the last. */
    private static void train(Classifier network, int steps) throws IOException {
        List<int[]> rows = digits();
        float[] pixels = new float[BATCH * PIXELS];
        int[] labels = new int[BATCH];
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < BATCH; i++) {
                int[] row = rows.get((step * BATCH + i) % rows.size());
                for (int pixel = 0; pixel < PIXELS; pixel++) {
                    pixels[i * PIXELS + pixel] = row[pixel] / 16f;
                }
                labels[i] = row[PIXELS];
            }
            network.trainStep(pixels, labels, BATCH);
        }
    }

    private static List<int[]> digits() throws IOException {
        List<int[]> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Files.newInputStream(EXAMPLES.resolve("data").resolve("digits.csv.gz"))),
                StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",");
                if (!Character.isDigit(line.charAt(0))) {
                    continue; // the heading
                }
                int[] row = new int[cells.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Integer.parseInt(cells[i]);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** The names and the bits of all tensors, in the order of the weights file. */
    private static String hash(Parameters parameters) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (TensorView view : parameters.views()) {
                digest.update(view.name().getBytes(StandardCharsets.UTF_8));
                float[] values = parameters.get(view.name());
                ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                digest.update(bytes.array());
            }
            StringBuilder hexadecimal = new StringBuilder();
            for (byte each : digest.digest()) {
                hexadecimal.append(String.format(Locale.ROOT, "%02x", each));
            }
            return hexadecimal.toString();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
