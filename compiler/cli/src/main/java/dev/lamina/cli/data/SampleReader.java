package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads samples from a file of any supported format, which its first bytes and its name tell. */
public final class SampleReader {

    private SampleReader() {}

    /** The samples of a file, for a network without names of columns and labels. */
    static Samples read(DataSource source, SampleSpec expected) throws IOException {
        return read(source, expected, Preprocessing.NONE, ReadingView.NONE).samples();
    }

    /**
     * Reads and checks every sample.
     *
     * @param trained the names that the network was trained with: columns are found by them, and labels are theirs
     * @throws DataException if the file holds anything the model cannot use
     * @throws IOException if the file cannot be read at all
     */
    public static LoadedSamples read(DataSource source, SampleSpec expected, Preprocessing trained, ReadingView view)
            throws IOException {
        LoadedSamples read = expected.targetIsInput()
                ? readAny(source, expected.withoutAnswers(), trained, view).withInputsAsTargets()
                : readAny(source, expected, trained, view);
        if (source.memory().inBlocks() && !read.samples().inBlocks()) {
            throw new DataException(
                    source.data().toString(),
                    "--block is for tables, IDX files, folders of images, and safetensors without a mask, for models with one"
                            + " input and one output, and not for windows of a series; these data are read into memory as a whole");
        }
        return read.comparedBy(expected.loss()).withNote(source.memory().noteOfFile());
    }

    private static LoadedSamples readAny(
            DataSource source, SampleSpec expected, Preprocessing trained, ReadingView view) throws IOException {
        Path path = source.data();
        String file = path.toString();
        if (ImageFolder.is(path)) {
            refuseWeights(file, expected);
            requireOneInput(file, "holds images in folders, which have", expected);
            source.csv().refuse(file);
            return new ImageFolder(path, expected).read(trained, source, view);
        }
        if (Files.isDirectory(path)) {
            throw UnsupportedFormat.ofFolder(path).refusal(file, expected);
        }
        if (isSafetensors(path)) {
            source.csv().refuse(file);
            return LoadedSamples.unnamed(SafetensorsSamples.read(path, expected, source.memory()));
        }
        try (InputStream bytes = open(path, view)) {
            byte[] start = peek(bytes, UnsupportedFormat.START);
            if (IdxArray.looksLike(start)) {
                requireOneInput(file, "is an IDX file, which has", expected);
                refuseWeights(file, expected);
                source.csv().refuse(file);
                return LoadedSamples.unnamed(IdxSamples.read(file, bytes, source, expected));
            }
            Optional<UnsupportedFormat> other = UnsupportedFormat.of(start);
            if (other.isPresent()) {
                throw other.get().refusal(file, expected);
            }
            return table(file, bytes, source, expected, trained);
        }
    }

    /** Refuses weights of samples where nothing holds them. */
    private static void refuseWeights(String file, SampleSpec expected) {
        if (expected.weights().isPresent()) {
            throw new DataException(
                    file,
                    "weights of samples are read from a column of CSV or a tensor of safetensors; images, IDX files and the"
                            + " windows of a series have none");
        }
    }

    private static void requireOneInput(String file, String kind, SampleSpec expected) {
        if (expected.ports().isPresent()) {
            throw new DataException(
                    file,
                    "it " + kind + " one input and labels; the inputs and outputs of " + expected.model()
                            + " are read by their names from safetensors or CSV");
        }
    }

    private static LoadedSamples table(
            String file, InputStream bytes, DataSource source, SampleSpec expected, Preprocessing trained)
            throws IOException {
        if (expected.isYesOrNo()) {
            return table(file, bytes, source, expected.asTwoClasses(), trained).withLabelsAsTargets();
        }
        if (source.csv().windows().isPresent()) {
            refuseWeights(file, expected);
            return SeriesSamples.read(file, bytes, source, expected, trained);
        }
        if (expected.ports().isEmpty()) {
            return CsvSamples.read(file, bytes, source, expected, trained);
        }
        PortTable table = new PortTable(file, expected.ports().get());
        DataSource columns = new DataSource(
                source.data(), source.labels(), table.columns(source.csv()), source.learnt(), source.memory());
        TableLabels labels = TableLabels.of(file, expected.ports().get(), trained, source.learnt());
        LoadedSamples rows =
                CsvSamples.read(file, bytes, columns, table.expected(expected.weights()), Preprocessing.NONE, labels);
        Preprocessing names = labels.names(Preprocessing.NONE);
        return new LoadedSamples(table.split(rows.samples()), names, rows.notes());
    }

    /** Whether data are pixels from 0 to 255, which are usually scaled before training: an IDX file of bytes, or images. */
    public static boolean holdsBytes(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return ImageFolder.is(path);
        }
        if (isSafetensors(path)) {
            return false;
        }
        try (InputStream bytes = open(path)) {
            byte[] start = peek(bytes, 4);
            return IdxArray.looksLike(start) && IdxArray.isBytes(start);
        }
    }

    /** Whether a file may be plain text: by its name and its first bytes it is neither tensors nor a table. */
    public static boolean mayBeText(Path path) throws IOException {
        String name = path.toString();
        if (isSafetensors(path) || name.endsWith(".csv") || name.endsWith(".csv.gz") || Files.isDirectory(path)) {
            return false;
        }
        try (InputStream bytes = open(path)) {
            byte[] start = peek(bytes, UnsupportedFormat.START);
            return !IdxArray.looksLike(start)
                    && UnsupportedFormat.of(start)
                            .filter(format -> !format.isText())
                            .isEmpty();
        }
    }

    /** Whether a file is a safetensors file, by its name or its start: the length of a header, and the header in JSON. */
    public static boolean isSafetensors(Path path) throws IOException {
        if (path.toString().endsWith(".safetensors")) {
            return true;
        }
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream bytes = Files.newInputStream(path)) {
            byte[] start = bytes.readNBytes(10);
            return start.length == 10
                    && start[5] == 0
                    && start[6] == 0
                    && start[7] == 0
                    && start[8] == '{'
                    && start[9] == '"';
        }
    }

    /** Opens a file and decompresses it if it is compressed. */
    static InputStream open(Path path) throws IOException {
        return open(path, ReadingView.NONE);
    }

    private static InputStream open(Path path, ReadingView view) throws IOException {
        InputStream watched = new WatchedStream(Files.newInputStream(path), Files.size(path), view);
        InputStream bytes = new BufferedInputStream(watched, 1 << 16);
        try {
            byte[] start = peek(bytes, 2);
            boolean packed = start.length == 2 && (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B;
            return packed ? new BufferedInputStream(new GzipStream(path.toString(), bytes), 1 << 16) : bytes;
        } catch (IOException | DataException e) {
            bytes.close();
            throw e;
        }
    }

    /** Whether bytes begin with these. */
    static boolean begins(byte[] start, byte... with) {
        return start.length >= with.length && Arrays.equals(start, 0, with.length, with, 0, with.length);
    }

    /** Peeks at the next bytes. */
    static byte[] peek(InputStream bytes, int length) throws IOException {
        bytes.mark(length);
        byte[] start = bytes.readNBytes(length);
        bytes.reset();
        return start;
    }
}
