package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** That a damaged file is refused, and that files without checksums are read. */
class ChecksumsTest {

    private static final String CURE = "; take another copy of it. If another program changed the file on purpose and"
            + " kept its notes, WeightsSource.ignoringChecksums() reads it (--ignore-checksums)";

    @Test
    void everyBitOfAWeightsFileIsGuarded() {
        everyBitIsGuarded(weights(), source -> ParametersTest.mlp().read(source));
    }

    @Test
    void everyBitOfAStateIsGuarded() {
        everyBitIsGuarded(state(), source -> new TrainingState(0, 1, 40, 40).read(source, ParametersTest.mlp()));
    }

    private static void everyBitIsGuarded(byte[] whole, Consumer<WeightsSource> reader) {
        reader.accept(WeightsSource.of(whole));
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            int number = bit;
            assertRefused(reader, damaged, () -> "bit " + number);
        }
    }

    @Test
    void randomBitsAndZeroedBlocksOfALargeFileAreFound() {
        byte[] whole = large();
        SplittableRandom random = new SplittableRandom(15);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            if (round % 2 == 0) {
                for (int flips = random.nextInt(1, 9); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            } else {
                int from = random.nextInt(damaged.length);
                Arrays.fill(damaged, from, Math.min(damaged.length, from + (1 << random.nextInt(17))), (byte) 0);
            }
            if (!Arrays.equals(whole, damaged)) {
                int number = round;
                assertRefused(Safetensors::read, damaged, () -> "round " + number);
            }
        }
    }

    @Test
    void eachZeroedSectorOfAStateIsFound() {
        byte[] whole = state();
        for (int size : new int[] {64, 512}) {
            for (int from = 0; from < whole.length; from += size) {
                byte[] damaged = whole.clone();
                Arrays.fill(damaged, from, Math.min(whole.length, from + size), (byte) 0);
                if (!Arrays.equals(whole, damaged)) {
                    int place = from;
                    assertRefused(Safetensors::read, damaged, () -> "zeros from " + place);
                }
            }
        }
    }

    @Test
    void theMessageSaysWhatIsDamagedAndWhatToDo() {
        byte[] ofData = weights();
        ofData[ofData.length - 1] ^= 1;
        String data = assertThrows(WeightsException.class, () -> Safetensors.read(WeightsSource.of(ofData)))
                .getMessage();
        assertTrue(
                data.matches("byte array: the data are damaged: their checksum is [0-9a-f]{8}, but the header notes"
                        + " `[0-9a-f]{8}`\\Q" + CURE + "\\E"),
                data);
        byte[] ofHeader = weights();
        ofHeader[20] ^= 1;
        String header = assertThrows(WeightsException.class, () -> Safetensors.metadata(WeightsSource.of(ofHeader)))
                .getMessage();
        assertTrue(header.startsWith("byte array: the header is damaged: its checksum is "), header);
        assertTrue(header.endsWith(CURE), header);
    }

    @Test
    void tensorsThatAreNotNeededAreGuardedToo() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Tensor> tensors = ParametersTest.mlp().tensors("");
        tensors.add(Tensor.ofFloats("more", new int[] {100_000}, new float[100_000]));
        Safetensors.write(bytes, tensors);
        byte[] file = bytes.toByteArray();
        ParametersTest.mlp().read(WeightsSource.of(file).ignoringExtraTensors());
        file[file.length - 50_000] = 1;
        assertThrows(
                WeightsException.class,
                () -> ParametersTest.mlp().read(WeightsSource.of(file).ignoringExtraTensors()));
    }

    @Test
    void filesWithoutChecksumsAreRead() {
        byte[] plain = without(weights());
        float[] expected = SafetensorsTest.get(Safetensors.read(WeightsSource.of(weights())), "fc1.weight")
                .floats();
        Parameters parameters = ParametersTest.mlp();
        parameters.read(plain);
        assertArrayEquals(expected, parameters.get("fc1.weight"));
    }

    @Test
    void aProgramThatChangesAFileAndKeepsItsNotesIsToldHowItIsRead() {
        byte[] changed = weights();
        changed[changed.length - 1] ^= 1;
        Parameters parameters = ParametersTest.mlp();
        assertThrows(WeightsException.class, () -> parameters.read(changed));
        parameters.read(WeightsSource.of(changed).ignoringChecksums());
        assertArrayEquals(
                SafetensorsTest.get(Safetensors.read(WeightsSource.of(without(changed))), "fc1.bias")
                        .floats(),
                parameters.get("fc1.bias"));
    }

    @Test
    void checksumsAreNoNotes() {
        assertFalse(Safetensors.metadata(WeightsSource.of(weights())).keySet().stream()
                .anyMatch(key -> key.contains("crc32")));
    }

    @Test
    void oneChecksumAloneIsRefused() {
        String header = "{\"__metadata__\":{\"lamina.crc32.data\":\"00000000\"}}";
        byte[] file = HostileSafetensorsTest.bytes(header, new byte[0]);
        String message = assertThrows(WeightsException.class, () -> Safetensors.read(WeightsSource.of(file)))
                .getMessage();
        assertEquals("byte array: the header is damaged: the note lamina.crc32.header is missing" + CURE, message);
    }

    private static void assertRefused(Consumer<WeightsSource> reader, byte[] file, Supplier<String> what) {
        assertThrows(WeightsException.class, () -> reader.accept(WeightsSource.of(file)), what);
        assertThrows(
                WeightsException.class,
                () -> reader.accept(WeightsSource.of(new ByteArrayInputStream(file))),
                () -> what.get() + " of a stream");
    }

    private static byte[] weights() {
        Parameters parameters = ParametersTest.mlp();
        parameters.initialize(7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parameters.write(bytes);
        return bytes.toByteArray();
    }

    private static byte[] state() {
        Parameters parameters = ParametersTest.mlp();
        parameters.initialize(7);
        TrainingState state = new TrainingState(3, 0.5f, 40, 40);
        state.keepBest(parameters);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(bytes, parameters);
        return bytes.toByteArray();
    }

    private static byte[] large() {
        float[] floats = new float[60_000];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = CounterRandom.uniform(1, 0, 0, i);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Safetensors.write(bytes, List.of(Tensor.ofFloats("w", new int[] {300, 200}, floats)));
        return bytes.toByteArray();
    }

    /** The same file without the notes of its checksums, as before there were any; padded by spaces to the same length. */
    private static byte[] without(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        String plain = text.replaceFirst(
                "\"lamina.crc32.data\":\"[0-9a-f]{8}\",\"lamina.crc32.header\":\"[0-9a-f]{8}\",", " ".repeat(64));
        return plain.getBytes(StandardCharsets.ISO_8859_1);
    }
}
