package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound files of tensors, read and written. */
class SafetensorsTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("tensors.safetensors");
    }

    @Test
    void everyTypeThatIsWrittenComesBack() {
        float[] floats = {1.5f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 3};
        double[] doubles = {Math.PI, -1e300};
        long[] longs = {Long.MIN_VALUE, -1, 5};
        Map<String, Tensor> read = roundTrip(
                Tensor.ofFloats("f", new int[] {2, 3}, floats),
                Tensor.ofDoubles("d", new int[] {2}, doubles),
                Tensor.ofLongs("l", new int[] {3, 1}, longs),
                Tensor.ofLongs("i", ElementType.I32, new int[] {2}, new long[] {-7, Integer.MAX_VALUE}));
        assertArrayEquals(floats, get(read, "f").floats());
        assertArrayEquals(new int[] {2, 3}, get(read, "f").shape());
        assertArrayEquals(doubles, get(read, "d").doubles());
        assertArrayEquals(longs, get(read, "l").longs());
        assertEquals(ElementType.I64, get(read, "l").type());
        assertArrayEquals(new int[] {-7, Integer.MAX_VALUE}, get(read, "i").ints());
        assertEquals(ElementType.I32, get(read, "i").type());
    }

    @ParameterizedTest
    @CsvSource({
        "I32, -2147483648, 2147483647",
        "I16, -32768, 32767",
        "I8, -128, 127",
        "U32, 0, 4294967295",
        "U16, 0, 65535",
        "U8, 0, 255"
    })
    void wholeNumbersOfEveryWidthComeBack(ElementType type, long least, long most) {
        long[] numbers = {least, 1, most};
        Map<String, Tensor> read = roundTrip(
                Tensor.ofLongs("n", type, new int[] {3}, numbers), Tensor.ofFloats("f", new int[0], new float[] {2}));
        assertArrayEquals(numbers, get(read, "n").longs());
        assertEquals(type, get(read, "n").type());
        assertEquals(2, get(read, "f").floats()[0]);
    }

    @Test
    void bytesAreReadAsOtherFrameworksWriteThem() throws IOException {
        String header = "{\"labels\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                + "\"moves\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[3,7]}}";
        byte[] data = {9, 0, (byte) 200, 1, 0, -2, -1};
        Files.write(file, HostileSafetensorsTest.bytes(header, data));
        Map<String, Tensor> read = Safetensors.read(file);
        assertArrayEquals(new long[] {9, 0, 200}, get(read, "labels").longs());
        assertArrayEquals(new int[] {1, -2}, get(read, "moves").ints());
    }

    @Test
    void largeTensorsComeBack() {
        // More than one chunk of reading and writing.
        float[] floats = new float[100_003];
        double[] doubles = new double[70_001];
        long[] longs = new long[50_001];
        Arrays.setAll(doubles, i -> i * 0.1);
        Arrays.setAll(longs, i -> i * 1_000_000_007L);
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i * 0.1f;
        }
        Map<String, Tensor> read = roundTrip(
                Tensor.ofFloats("f", new int[] {100_003}, floats),
                Tensor.ofDoubles("d", new int[] {70_001}, doubles),
                Tensor.ofLongs("l", new int[] {50_001}, longs));
        assertArrayEquals(floats, get(read, "f").floats());
        assertArrayEquals(doubles, get(read, "d").doubles());
        assertArrayEquals(longs, get(read, "l").longs());
    }

    @Test
    void scalarsAndEmptyTensorsComeBack() {
        Map<String, Tensor> read = roundTrip(
                Tensor.ofFloats("scalar", new int[0], new float[] {4}),
                Tensor.ofFloats("empty", new int[] {3, 0, 2}, new float[0]));
        assertEquals(4, get(read, "scalar").floats()[0]);
        assertArrayEquals(new int[] {3, 0, 2}, get(read, "empty").shape());
        assertTrue(roundTrip().isEmpty());
    }

    @Test
    void namesAreAnyText() {
        String name = "a \"quoted\\ name\"\n\u0001 größe 重み \ud83d\ude00";
        assertEquals(
                List.of(name),
                List.copyOf(roundTrip(Tensor.ofFloats(name, new int[0], new float[1]))
                        .keySet()));
    }

    /** The checksums are those of Python: {@code "%08x" % zlib.crc32(data)}; the header's digits are zeros while it is summed. */
    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        SafetensorsWriter.write(
                file,
                Map.of("format", "pt"),
                List.of(
                        Tensor.ofFloats("b", new int[] {2}, new float[] {1, 2}),
                        Tensor.ofLongs("a", new int[0], new long[] {3})));
        String header = "{\"__metadata__\":{\"format\":\"pt\",\"lamina.crc32.data\":\"8e6e85b8\","
                + "\"lamina.crc32.header\":\"94818a6e\"},"
                + "\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}";
        int padded = (header.length() + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 16).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded);
        expected.put((header + " ".repeat(padded - header.length())).getBytes(StandardCharsets.US_ASCII));
        expected.putLong(3).putFloat(1).putFloat(2);
        assertArrayEquals(expected.array(), Files.readAllBytes(file));
    }

    @Test
    void halvesAreReadExactly() throws IOException {
        short[] bits = {0x3C00, (short) 0xC000, 0x0001, 0x03FF, 0x0400, 0x7BFF, 0x7C00, (short) 0x8000, 0x7E00};
        float[] values = {1, -2, 0x1p-24f, 0x1.ff8p-15f, 0x1p-14f, 65504, Float.POSITIVE_INFINITY, -0f, Float.NaN};
        writeShorts("F16", bits);
        assertArrayEquals(values, get(Safetensors.read(file), "h").floats());
    }

    @Test
    void upperHalvesOfSinglesAreReadExactly() throws IOException {
        writeShorts("BF16", new short[] {0x3F80, (short) 0xC000, 0x7F80, 0x0001, (short) 0x8000});
        float[] values = {1, -2, Float.POSITIVE_INFINITY, 0x1p-133f, -0f};
        assertArrayEquals(values, get(Safetensors.read(file), "h").floats());
    }

    @Test
    void typesAreConvertedOnlyWhereTheyMayBe() {
        Tensor doubles = Tensor.ofDoubles("d", new int[] {1}, new double[] {0.1});
        Tensor longs = Tensor.ofLongs("labels", new int[] {1, 2}, new long[] {0, 1L << 31});
        assertEquals(0.1f, doubles.floats()[0]);
        assertEquals(
                0.5, Tensor.ofFloats("f", new int[] {1}, new float[] {0.5f}).doubles()[0]);
        assertEquals(
                "tensor `d` is F64, but whole numbers are needed",
                assertThrows(IllegalArgumentException.class, doubles::longs).getMessage());
        assertEquals(
                "tensor `labels` is I64, but floating-point numbers are needed",
                assertThrows(IllegalArgumentException.class, longs::floats).getMessage());
        assertEquals(
                "`labels`[0, 1] is 2147483648, out of the range of an int",
                assertThrows(IllegalArgumentException.class, longs::ints).getMessage());
    }

    @Test
    void aTensorHasTheElementsOfItsShape() {
        assertThrows(IllegalArgumentException.class, () -> Tensor.ofFloats("w", new int[] {2, 2}, new float[5]));
        assertThrows(IllegalArgumentException.class, () -> Tensor.ofFloats("w", new int[] {-2, -2}, new float[4]));
    }

    @Test
    void namesThatAFileCannotHoldAreRefusedBeforeWriting() {
        Tensor tensor = Tensor.ofFloats("w", new int[0], new float[1]);
        Tensor metadata = Tensor.ofFloats("__metadata__", new int[0], new float[1]);
        Tensor half = Tensor.ofFloats("\ud83d", new int[0], new float[1]);
        for (List<Tensor> tensors : List.of(List.of(tensor, tensor), List.of(metadata), List.of(half))) {
            assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, tensors));
        }
        assertTrue(Files.notExists(file));
    }

    /** A tensor that must be there. */
    static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private Map<String, Tensor> roundTrip(Tensor... tensors) {
        Safetensors.write(file, List.of(tensors));
        return Safetensors.read(file);
    }

    private void writeShorts(String type, short[] bits) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(bits);
        String header = "{\"h\":{\"dtype\":\"" + type + "\",\"shape\":[" + bits.length + "],\"data_offsets\":[0,"
                + 2 * bits.length + "]}}";
        Files.write(file, HostileSafetensorsTest.bytes(header, data.array()));
    }
}
