package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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
        if (expected.answers() == 0) {
            return inputs(file, bytes, expected, RowErrorHandler.THROW);
        }
        IdxArray inputs = IdxArray.read(file, bytes);
        Path labels = source.labels().orElseGet(() -> beside(source.data()));
        try (InputStream labelBytes = SampleReader.open(labels)) {
            return new IdxSamples(file, expected, RowErrorHandler.THROW)
                    .read(inputs, labels.toString(), IdxArray.read(labels.toString(), labelBytes));
        }
    }

    /** Inputs without labels; invalid rows are included, and reported. */
    static Samples inputs(String file, InputStream bytes, SampleSpec expected, RowErrorHandler wrong)
            throws IOException {
        IdxSamples samples = new IdxSamples(file, expected.withoutAnswers(), wrong);
        IdxArray inputs = IdxArray.read(file, bytes);
        samples.requireSize(inputs);
        return Samples.numbers(expected.inputs(), samples.inputs(inputs), 0, new float[0]);
    }

    /** The file of labels with the matching name: {@code train-labels-idx1-ubyte.gz} for {@code train-images-idx3-ubyte.gz}. */
    private static Path beside(Path images) {
        String name = String.valueOf(images.getFileName());
        Path labels = images.resolveSibling(name.replace("images", "labels").replaceAll("idx\\d", "idx1"));
        if (labels.equals(images) || !Files.exists(labels)) {
            throw new DataException(images.toString(), "its labels are in another file; name it with --labels");
        }
        return labels;
    }

    private void requireSize(IdxArray inputs) {
        if (inputs.perItem() != expected.inputs()) {
            throw new DataException(
                    file,
                    "an item has " + inputs.perItem() + " elements " + itemSizes(inputs) + ", but " + expected.model()
                            + " needs " + expected.inputs());
        }
    }

    private Samples read(IdxArray inputs, String labelFile, IdxArray answers) {
        requireSize(inputs);
        if (answers.count() != inputs.count() || answers.perItem() != expected.answers()) {
            throw new DataException(
                    labelFile,
                    "it holds " + Arrays.toString(answers.sizes()) + " elements, but " + file + " has " + inputs.count()
                            + " items that need " + expected.answers() + " each");
        }
        return expected.wantsLabels()
                ? Samples.labelled(expected.inputs(), inputs(inputs), expected.labels(), labels(labelFile, answers))
                : Samples.numbers(expected.inputs(), inputs(inputs), expected.targets(), targets(labelFile, answers));
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
        int[] tokens = new int[array.count() * array.perItem()];
        for (int i = 0; i < tokens.length; i++) {
            int at = i;
            try {
                tokens[i] = expected.token(array.element(i), () -> place(file, array, at));
            } catch (DataException reason) {
                wrong.found(i / array.perItem(), reason);
            }
        }
        return NetworkInput.of(tokens);
    }

    private static String place(String name, IdxArray array, int i) {
        return name + ": item " + i / array.perItem()
                + (array.perItem() == 1 ? "" : ", element " + i % array.perItem());
    }

    private static String itemSizes(IdxArray array) {
        return Arrays.toString(Arrays.copyOfRange(array.sizes(), 1, array.sizes().length));
    }

    private int[] labels(String labelFile, IdxArray array) {
        int[] labels = new int[array.count() * array.perItem()];
        for (int i = 0; i < labels.length; i++) {
            int at = i;
            labels[i] = expected.label(array.element(i), () -> place(labelFile, array, at));
        }
        return labels;
    }

    private float[] floats(String name, IdxArray array) {
        float[] floats = new float[array.count() * array.perItem()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) array.element(i);
            if (!Float.isFinite(floats[i])) {
                wrong.found(
                        i / array.perItem(),
                        new DataException(
                                name + ": item " + i / array.perItem() + ", element " + i % array.perItem(),
                                array.element(i) + " is not a finite 32-bit float"));
            }
        }
        return floats;
    }
}
