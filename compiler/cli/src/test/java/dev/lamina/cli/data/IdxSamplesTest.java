package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.NetworkInput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from pairs of IDX files, also from files that lie. */
class IdxSamplesTest {

    private static final SampleSpec FOUR_PIXELS = SampleSpec.labelled("Small", "x", 4, 3, 1);
    private static final byte[] PIXELS = {0, 1, (byte) 128, (byte) 255, 10, 20, 30, 40};

    @TempDir
    private Path folder;

    @Test
    void readsUnsignedBytesAndFindsTheLabelsBeside() throws IOException {
        Path images = write("train-images-idx3-ubyte", 8, new int[] {2, 2, 2}, PIXELS);
        write("train-labels-idx1-ubyte", 8, new int[] {2}, new byte[] {2, 0});
        Samples samples = SampleReader.read(DataSource.of(images), FOUR_PIXELS);
        float[] inputs = new float[8];
        samples.gatherInputs(new int[] {0, 1}, 0, 2, NetworkInput.of(inputs));
        assertArrayEquals(new float[] {0, 1, 128, 255, 10, 20, 30, 40}, inputs);
        assertEquals(2, samples.label(0, 0));
        assertTrue(SampleReader.holdsBytes(images));
    }

    @Test
    void readsPackedFiles() throws IOException {
        Path images = pack(write("a", 8, new int[] {2, 2, 2}, PIXELS), "x-images-idx3-ubyte.gz");
        pack(write("b", 8, new int[] {2}, new byte[] {2, 0}), "x-labels-idx1-ubyte.gz");
        assertEquals(2, SampleReader.read(DataSource.of(images), FOUR_PIXELS).count());
    }

    @Test
    void readsFloats() throws IOException {
        byte[] floats = ByteBuffer.allocate(16)
                .putFloat(0.5f)
                .putFloat(-1)
                .putFloat(2)
                .putFloat(3)
                .array();
        Path images = write("images", 0x0D, new int[] {1, 4}, floats);
        Path labels = write("answers", 8, new int[] {1}, new byte[] {1});
        assertEquals(3, SampleReader.read(source(images, labels), FOUR_PIXELS).largestInput(0));
    }

    @Test
    void asksForLabels() throws IOException {
        Path images = write("images", 8, new int[] {2, 2, 2}, PIXELS);
        assertRefused(images, images, "its labels are in another file; name it with --labels");
    }

    @Test
    void refusesAHeaderThatPromisesTooMuch() throws IOException {
        Path images = write("images", 8, new int[] {1_000_000, 28, 28}, PIXELS);
        assertRefused(
                images, images, "the header promises 784000000 bytes of elements [1000000, 28, 28], but only 8 follow");
    }

    @Test
    void refusesSizesThatOverflow() throws IOException {
        Path images = write("images", 8, new int[] {65536, 65536, 65536}, PIXELS);
        assertRefused(images, images, "elements [65536, 65536, 65536] do not fit into memory");
        Path negative = write("negative", 8, new int[] {-1, 2, 2}, PIXELS);
        assertRefused(negative, negative, "the header gives an axis the size -1");
    }

    @Test
    void refusesFilesThatAreCutOffOrTooLong() throws IOException {
        Path images = Files.write(folder.resolve("images"), new byte[] {0, 0, 8, 3, 0, 0, 0});
        assertRefused(images, images, "the header is cut off");
        Path longer = write("longer", 8, new int[] {1, 2, 2}, PIXELS);
        assertRefused(longer, longer, "bytes follow after the 4 that the header promises");
    }

    @Test
    void refusesImagesOfAnotherSize() throws IOException {
        Path images = write("images", 8, new int[] {1, 2, 4}, PIXELS);
        Path labels = write("labels", 8, new int[] {1}, new byte[] {1});
        DataException refusal = refusal(source(images, labels));
        assertEquals(images + ": an item has 8 elements [2, 4], but Small needs 4", refusal.getMessage());
    }

    @Test
    void refusesLabelsThatDoNotFit() throws IOException {
        Path images = write("images", 8, new int[] {2, 2, 2}, PIXELS);
        Path few = write("few", 8, new int[] {1}, new byte[] {1});
        assertEquals(
                few + ": it holds [1] elements, but " + images + " has 2 items that need 1 each",
                refusal(source(images, few)).getMessage());
        Path large = write("large", 8, new int[] {2}, new byte[] {1, 3});
        assertEquals(
                large
                        + ": item 1: the label 3 is outside 0 .. 2 (Small has 3 classes); labels count from 0: if these"
                        + " count from 1, subtract 1, or give the model 4 classes",
                refusal(source(images, large)).getMessage());
        Path text = Files.writeString(folder.resolve("text"), "1,2,3");
        assertEquals(
                text + ": it is no IDX file: it does not begin with 0, 0, a type and a number of axes",
                refusal(source(images, text)).getMessage());
    }

    private void assertRefused(Path images, Path place, String message) {
        assertEquals(place + ": " + message, refusal(DataSource.of(images)).getMessage());
    }

    private static DataException refusal(DataSource source) {
        return assertThrows(DataException.class, () -> SampleReader.read(source, FOUR_PIXELS));
    }

    private static DataSource source(Path images, Path labels) {
        return new DataSource(images, Optional.of(labels), CsvOptions.DEFAULT);
    }

    private Path write(String name, int type, int[] sizes, byte[] elements) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + elements.length);
        bytes.put((byte) 0).put((byte) 0).put((byte) type).put((byte) sizes.length);
        for (int size : sizes) {
            bytes.putInt(size);
        }
        return Files.write(folder.resolve(name), bytes.put(elements).array());
    }

    private Path pack(Path file, String name) throws IOException {
        Path packed = folder.resolve(name);
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(file, gzip);
        }
        return packed;
    }
}
