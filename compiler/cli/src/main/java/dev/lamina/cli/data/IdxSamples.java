package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads samples from a pair of IDX files, as MNIST and Fashion-MNIST come: images in one, labels in the other. */
final class IdxSamples {

    private final String file;
    private final SampleSpec expected;
    private final RowErrorHandler wrong;

    private IdxSamples(String file, SampleSpec expected, RowErrorHandler wrong) {
        this.file = file;
        this.expected = expected;
        this.wrong = wrong;
    }

    static Samples read(String file, InputStream bytes, DataSource source, SampleSpec expected) throws IOException {
        IdxReader inputs = new IdxReader(file, bytes);
        IdxSamples samples = new IdxSamples(file, expected, RowErrorHandler.THROW);
        SampleBuffer rows = new SampleBuffer(expected, source.memory());
        IdxArray first = inputs.next(); // before labels are looked for: that the file is damaged is worth saying first
        if (expected.answers() == 0) {
            samples.requireSize(inputs);
            samples.addAll(first, inputs, rows);
            return rows.samples(file);
        }
        Path labels = source.labels().orElseGet(() -> beside(source.data()));
        try (InputStream labelBytes = SampleReader.open(labels)) {
            IdxReader answers = new IdxReader(labels.toString(), labelBytes);
            samples.requireSize(inputs);
            samples.requireAnswers(inputs, labels.toString(), answers);
            samples.addAll(first, inputs, labels.toString(), answers, rows);
        }
        return rows.samples(file);
    }

    /** Inputs without labels; invalid rows are included, and reported. */
    static Samples inputs(String file, InputStream bytes, SampleSpec expected, RowErrorHandler wrong)
            throws IOException {
        IdxSamples samples = new IdxSamples(file, expected.withoutAnswers(), wrong);
        IdxReader inputs = new IdxReader(file, bytes);
        IdxArray all = inputs.all();
        samples.requireSize(inputs);
        return Samples.numbers(expected.inputs(), samples.inputs(all), 0, new float[0]);
    }

    /** The file of labels with the matching name: {@code train-labels-idx1-ubyte.gz} for {@code train-images-idx3-ubyte.gz}. */
    private static Path beside(Path images) {
        return labels(images)
                .orElseThrow(() ->
                        new DataException(images.toString(), "its labels are in another file; name it with --labels"));
    }

    /** The same, if there is one. */
    static Optional<Path> labels(Path images) {
        String name = String.valueOf(images.getFileName());
        Path labels = images.resolveSibling(name.replace("images", "labels").replaceAll("idx\\d", "idx1"));
        return labels.equals(images) || !Files.exists(labels) ? Optional.empty() : Optional.of(labels);
    }

    private void requireSize(IdxReader inputs) {
        if (inputs.perItem() != expected.inputs()) {
            throw new DataException(
                    file,
                    "an item has " + inputs.perItem() + " elements " + itemSizes(inputs) + ", but " + expected.model()
                            + " needs " + expected.inputs());
        }
    }

    private static String itemSizes(IdxReader array) {
        return Arrays.toString(Arrays.copyOfRange(array.sizes(), 1, array.sizes().length));
    }

    private void requireAnswers(IdxReader inputs, String labelFile, IdxReader answers) {
        if (answers.count() != inputs.count() || answers.perItem() != expected.answers()) {
            throw new DataException(
                    labelFile,
                    "it holds " + Arrays.toString(answers.sizes()) + " elements, but " + file + " has " + inputs.count()
                            + " items that need " + expected.answers() + " each");
        }
    }

    private void addAll(IdxArray first, IdxReader inputs, SampleBuffer rows) throws IOException {
        NetworkInput none = NetworkInput.of(new float[0]);
        add(inputs(first), none, first.count(), rows);
        while (inputs.hasNext()) {
            IdxArray next = inputs.next();
            add(inputs(next), none, next.count(), rows);
        }
    }

    private void addAll(IdxArray first, IdxReader inputs, String labelFile, IdxReader answers, SampleBuffer rows)
            throws IOException {
        IdxArray next = first;
        while (true) {
            add(inputs(next), answers(labelFile, answers.next(next.count())), next.count(), rows);
            if (!inputs.hasNext()) {
                return;
            }
            next = inputs.next();
        }
    }

    private void add(NetworkInput inputs, NetworkInput answers, int count, SampleBuffer rows) {
        for (int i = 0; i < count; i++) {
            rows.add(file, new RowPlace(inputs, i * expected.inputs()), new RowPlace(answers, i * expected.answers()));
        }
    }

    private NetworkInput answers(String labelFile, IdxArray array) {
        return expected.wantsLabels()
                ? NetworkInput.of(labels(labelFile, array))
                : NetworkInput.of(targets(labelFile, array));
    }

    private float[] targets(String labelFile, IdxArray array) {
        float[] values = floats(labelFile, array);
        for (int i = 0; i < values.length; i++) {
            int at = i;
            expected.target(values[i], () -> place(labelFile, array, at));
        }
        return values;
    }

    private NetworkInput inputs(IdxArray array) {
        if (!expected.wantsTokens()) {
            return NetworkInput.of(floats(file, array));
        }
        int[] tokens = new int[array.length()];
        for (int i = 0; i < tokens.length; i++) {
            int at = i;
            try {
                tokens[i] = expected.token(array.element(i), () -> place(file, array, at));
            } catch (DataException reason) {
                wrong.found(array.item(i), reason);
            }
        }
        return NetworkInput.of(tokens);
    }

    private static String place(String name, IdxArray array, int i) {
        return name + ": item " + array.item(i) + (array.perItem() == 1 ? "" : ", element " + i % array.perItem());
    }

    private int[] labels(String labelFile, IdxArray array) {
        int[] labels = new int[array.length()];
        for (int i = 0; i < labels.length; i++) {
            int at = i;
            labels[i] = expected.label(array.element(i), () -> place(labelFile, array, at));
        }
        return labels;
    }

    private float[] floats(String name, IdxArray array) {
        float[] floats = new float[array.length()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) array.element(i);
            if (!Float.isFinite(floats[i])) {
                wrong.found(
                        array.item(i),
                        new DataException(
                                name + ": item " + array.item(i) + ", element " + i % array.perItem(),
                                array.element(i) + " is not a finite 32-bit float"));
            }
        }
        return floats;
    }
}
