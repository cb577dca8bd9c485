package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are broken or lie: each is refused with its name, and the tensor's where there is one. */
class HostileSafetensorsTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("hostile.safetensors");
    }

    /** A file with a header as given and true about its length. */
    static byte[] bytes(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putLong(text.length).put(text).put(data).array();
    }

    private static String tensor(String name, String type, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }

    @Test
    void aMissingFileIsNamed() {
        assertEquals(
                file + ": cannot be read: " + file + " does not exist",
                refused().getMessage());
    }

    @Test
    void aFolderIsNoFile() throws IOException {
        Files.createDirectory(file);
        assertRefused("is not a regular file");
    }

    @Test
    void aTruncatedFileIsRefusedAtEveryLength() throws IOException {
        byte[] whole = bytes("{" + tensor("w", "F32", "[2,3]", "[0,24]") + "}", new byte[24]);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertTrue(refused().getMessage().startsWith(file + ": "));
        }
        Files.write(file, whole);
        assertEquals(6, SafetensorsTest.get(Safetensors.read(file), "w").size());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 100_000_001, 1000})
    void aHeaderLengthThatLiesIsRefusedBeforeAnythingIsAllocated(long length) throws IOException {
        byte[] bytes = bytes("{}", new byte[0]);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        Files.write(file, bytes);
        assertRefused("it claims a header of " + Long.toUnsignedString(length) + " bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0,100] | data_offsets 0 .. 100 are not within the file's 24 bytes of data",
                "[8,4] | data_offsets 8 .. 4 are not within the file's 24 bytes of data",
                "[9223372036854775807,9223372036854775807] | are not within the file's 24 bytes of data",
                "[0,9223372036854775808] | the number is larger than 2^63 - 1",
                "[0,20] | data_offsets 0 .. 20 hold 20 bytes, but F32 of shape [2, 3] has 24",
                "[0] | dtype, shape and two data_offsets are needed",
                "[0,12,24] | more than 2 numbers",
                "[-1,23] | a whole number without sign or leading zeros is expected",
                "[0,24.0] | `,` is expected",
                "[0,2e1] | `,` is expected",
                "[00,24] | a whole number without sign or leading zeros is expected",
                "[0,] | a whole number without sign or leading zeros is expected",
                "null | `[` is expected"
            })
    void offsetsThatLieAreRefused(String offsets, String problem) throws IOException {
        write("{" + tensor("fc1.weight", "F32", "[2,3]", offsets) + "}", 24);
        assertRefused("tensor `fc1.weight`: ");
        assertRefused(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2147483648]",
                "[65536,65536]",
                "[4294967296,4294967296]",
                "[9223372036854775807,2,1]",
                "[0,2147483648]",
                "[2147483647,2147483647,2147483647]"
            })
    void shapesThatOverflowAreRefused(String shape) throws IOException {
        write("{" + tensor("fc1.weight", "F32", shape, "[0,24]") + "}", 24);
        assertRefused("tensor `fc1.weight`: shape " + shape.replace(",", ", ") + " has more than 2^31 - 1 elements");
    }

    @Test
    void aShapeHasNoMoreAxesThanAreMeant() throws IOException {
        write("{" + tensor("w", "F32", "[" + "1,".repeat(100_000) + "1]", "[0,4]") + "}", 4);
        assertRefused("tensor `w`: more than 32 numbers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"F8_E4M3", "f32", "", "U64", "BOOL", "F32 "})
    void otherTypesAreRefused(String type) throws IOException {
        write("{" + tensor("w", type, "[4]", "[0,16]") + "}", 16);
        assertRefused("tensor `w`: type `" + type + "` is not read");
    }

    @Test
    void overlapsAreRefused() throws IOException {
        write("{" + tensor("a", "F32", "[4]", "[0,16]") + "," + tensor("b", "F32", "[4]", "[8,24]") + "}", 24);
        assertRefused("tensor `b`: its data overlaps that of `a`");
    }

    @Test
    void holesAreRefused() throws IOException {
        write("{" + tensor("a", "F32", "[1]", "[0,4]") + "," + tensor("b", "F32", "[1]", "[8,12]") + "}", 12);
        assertRefused("tensor `b`: 4 bytes before its data belong to no tensor");
        write("{" + tensor("a", "F32", "[1]", "[0,4]") + "}", 12);
        assertRefused("8 bytes at the end belong to no tensor");
    }

    @Test
    void duplicateNamesAreRefused() throws IOException {
        String one = tensor("a", "F32", "[1]", "[0,4]");
        write("{" + one + "," + one + "}", 4);
        assertRefused("tensor `a`: the name is there twice");
        write("{\"__metadata__\":{},\"__metadata__\":{}}", 0);
        assertRefused("the name is there twice");
        write("{\"__metadata__\":{\"k\":\"1\",\"\\u006b\":\"2\"}}", 0);
        assertRefused("the key `k` is there twice");
    }

    @Test
    void allWrongTensorsAreNamedUpToALimit() throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 1000; i++) {
            header.append(i > 0 ? "," : "").append(tensor("t" + i, "F32", "[1]", "[0,8]"));
        }
        write(header + "}", 8);
        WeightsException e = refused();
        assertEquals(1000, e.problems().size());
        assertTrue(e.getMessage().startsWith(file + ": 1000 problems\n  - tensor `t0`: "), e::getMessage);
        assertTrue(e.getMessage().endsWith("\n  - and 980 more"), e::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " {}",
                "[]",
                "null",
                "{",
                "{}}",
                "{},",
                "{} {}",
                "{}\u0000",
                "{\"a\"}",
                "{\"a\":1}",
                "{\"a\":{}}",
                "{\"a\":{\"dtype\":\"F32\"}}",
                "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}",
                "{\"a\":{\"shape\":[1],\"kind\":3}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,],\"data_offsets\":[0,4]}}",
                "{'a':{}}",
                "{a:{}}",
                "{\"a",
                "{\"a\\",
                "{\"a\\x\":{}}",
                "{\"a\\u12\":{}}",
                "{\"a\\u12g4\":{}}",
                "{\"a\\ud800\":{}}",
                "{\"a\\udc00\\ud800\":{}}",
                "{\"a\tb\":{}}",
                "{\"__metadata__\":[]}",
                "{\"__metadata__\":{\"a\":1}}",
                "{\"__metadata__\":{\"a\":{}}}",
                "{/**/}"
            })
    void headersThatAreNotStrictAreRefused(String header) throws IOException {
        write(header, 4);
        assertTrue(
                refused().getMessage().contains("(header, character "),
                refused().getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[", "{\"a\":{\"shape\":[", "{\"__metadata__\":{\"a\":"})
    void deepNestingIsRefusedWithoutRecursion(String opening) throws IOException {
        write(opening.repeat(200_000), 0);
        assertTrue(refused().getMessage().contains("(header, character "));
    }

    @Test
    void invalidUtf8IsRefused() throws IOException {
        for (int[] wrong : List.of(new int[] {0xFF}, new int[] {0xC0, 0x80}, new int[] {0xED, 0xA0, 0x80})) {
            byte[] bytes = bytes("{\"abc\":{}}", new byte[0]);
            for (int i = 0; i < wrong.length; i++) {
                bytes[8 + 2 + i] = (byte) wrong[i];
            }
            Files.write(file, bytes);
            assertRefused("the header is not UTF-8: byte 2 is malformed");
        }
    }

    @Test
    void namesArePrintedWithoutTheirTricks() throws IOException {
        write("{" + tensor("a\\u001b[2J\\n\\u202e" + "x".repeat(500), "F1", "[1]", "[0,4]") + "}", 4);
        String message = refused().getMessage();
        assertTrue(message.contains("tensor `a\\u001b[2J\\u000a\\u202e" + "x".repeat(10)), message);
        assertTrue(message.length() < 300 + file.toString().length(), message);
        assertFalse(message.contains("\u001b") || message.contains("\n") || message.contains("\u202e"), message);
    }

    @Test
    void tensorsThatMemoryCannotHoldAreRefusedTogether() throws IOException {
        write("{" + tensor("a", "F32", "[2]", "[0,8]") + "," + tensor("b", "I32", "[1]", "[8,12]") + "}", 12);
        try (SafetensorsReader reader = SafetensorsReader.open(WeightsSource.of(file))) {
            reader.requireMemory(16);
            WeightsException e = assertThrows(WeightsException.class, () -> reader.requireMemory(15));
            assertTrue(e.getMessage().contains("the tensors need 16 bytes"), e::getMessage);
        }
    }

    @Test
    void anyMutationIsReadOrRefusedAndNothingElse() throws IOException {
        byte[] original = bytes(
                "{\"__metadata__\":{\"format\":\"pt\"}," + tensor("fc1.weight", "F32", "[2,3]", "[0,24]") + ","
                        + tensor("labels", "I64", "[2]", "[24,40]") + "}",
                new byte[40]);
        String alphabet = "{}[]\",:\\u0123456789eE.-+ \n\u0000F";
        SplittableRandom random = new SplittableRandom(20240917);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] bytes = original.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int place = random.nextInt(bytes.length);
                boolean telling = random.nextBoolean();
                bytes[place] = (byte) (telling ? alphabet.charAt(random.nextInt(alphabet.length())) : random.nextInt());
            }
            boolean sound = isSound(WeightsSource.of(bytes));
            assertEquals(sound, isSound(WeightsSource.of(new ByteArrayInputStream(bytes))));
            if (!sound) {
                refused++;
            }
        }
        assertTrue(refused > 500 && refused < 1000, "refused " + refused);
    }

    private static boolean isSound(WeightsSource source) {
        try {
            Safetensors.read(source);
            return true;
        } catch (WeightsException e) {
            return false;
        }
    }

    /** What a header claims of a stream cannot be checked beforehand, so memory must wait for the data. */
    @Test
    void aStreamGetsNoMemoryForDataThatDoesNotCome() {
        byte[] bytes = bytes("{" + tensor("w", "F32", "[2147483647]", "[0,8589934588]") + "}", new byte[100]);
        long before = allocated();
        WeightsException e = assertThrows(WeightsException.class, () -> {
            try (SafetensorsReader reader = SafetensorsReader.open(WeightsSource.of(new ByteArrayInputStream(bytes)))) {
                reader.read(reader.places().get(0));
            }
        });
        assertTrue(
                e.getMessage().startsWith("input stream: tensor `w` cannot be read: the data ends after "),
                e::getMessage);
        assertTrue(allocated() - before < 10_000_000, "allocated " + (allocated() - before));
    }

    @Test
    void aStreamGetsNoMemoryForAHeaderThatDoesNotCome() {
        byte[] bytes = bytes("{}", new byte[0]);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(99_000_000);
        long before = allocated();
        WeightsException e = assertThrows(
                WeightsException.class,
                () -> Safetensors.read(WeightsSource.of(new ByteArrayInputStream(bytes), "s3")));
        assertTrue(e.getMessage().startsWith("s3: not a safetensors file, or truncated"), e::getMessage);
        assertTrue(allocated() - before < 1_000_000, "allocated " + (allocated() - before));
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private void write(String header, int dataLength) throws IOException {
        Files.write(file, bytes(header, new byte[dataLength]));
    }

    /** Refuses the file by its path, as a stream and as an array; of a stream it is not known how much is still to come. */
    private WeightsException refused() {
        WeightsException e = assertThrows(WeightsException.class, () -> Safetensors.read(file));
        assertEquals(file.toString(), e.source());
        if (Files.isRegularFile(file)) {
            byte[] bytes = assertDoesNotThrow(() -> Files.readAllBytes(file));
            WeightsException ofBytes =
                    assertThrows(WeightsException.class, () -> Safetensors.read(WeightsSource.of(bytes)));
            assertEquals("byte array", ofBytes.source());
            assertEquals(e.problems(), ofBytes.problems());
            InputStream in = new ByteArrayInputStream(bytes);
            WeightsException ofStream = assertThrows(WeightsException.class, () -> Safetensors.read(in));
            assertTrue(ofStream.getMessage().startsWith("input stream: "), ofStream::getMessage);
        }
        return e;
    }

    private void assertRefused(String part) {
        String message = refused().getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains(part), message);
    }
}
